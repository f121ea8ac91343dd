package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's official SDK and its chat completions in front of providers that speak other dialects. */
final class OpenAiSdkAcrossTest {

    static final Map<String, Object> CITY =
            Map.of("city", Map.of("type", "string", "enum", List.of("Delft")), "day", Map.of("type", "string"));

    private static Across across;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        across = Across.start();
        client = client(across, Across.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        across.close();
    }

    static OpenAIClient client(Across across, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(across.gateway().url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String model, String words) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(words);
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
        return client.chat().completions().create(params.build());
    }

    private static ChatCompletion stream(ChatCompletionCreateParams.Builder params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        params.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionMessage message(ChatCompletion answer) {
        return answer.choices().get(0).message();
    }

    private static void listen(OpenAIClient by, String model) {
        try (StreamResponse<ChatCompletionChunk> stream = by.chat()
                .completions()
                .createStreaming(chat(model, "Where does it flow?").build())) {
            stream.stream().forEach(chunk -> {});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini", "reasoner"})
    void chatsAndStreamsTheSame(String model) {
        ChatCompletion whole = ask(chat(model, "Where does it flow?"));
        ChatCompletion streamed = stream(chat(model, "Where does it flow?"));

        assertThat(message(whole).content().orElseThrow()).isNotBlank();
        assertThat(message(streamed).content()).isEqualTo(message(whole).content());
        assertThat(streamed.choices().get(0).finishReason())
                .isEqualTo(whole.choices().get(0).finishReason());
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(16);
        assertThat(streamed.usage().orElseThrow().totalTokens())
                .isEqualTo(whole.usage().orElseThrow().totalTokens());
    }

    @ParameterizedTest
    @CsvSource({"claude,false", "claude,true", "gemini,false", "gemini,true", "reasoner,false", "reasoner,true"})
    void callsAToolAndGoesOnWithItsResult(String model, boolean streams) {
        ChatCompletionCreateParams.Builder params =
                chat(model, "Please use-tool now.").addTool(weather());
        ChatCompletion called = streams ? stream(params) : ask(params);
        ChatCompletionMessageFunctionToolCall call =
                message(called).toolCalls().orElseThrow().get(0).asFunction();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).contains("Delft");
        assertThat(called.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);

        params.addMessage(message(called))
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain")
                        .build());
        ChatCompletion told = streams ? stream(params) : ask(params);

        assertThat(across.asked()).contains("rain");
        assertThat(message(told).content().orElseThrow()).isNotBlank();
        assertThat(told.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(CITY))
                                .build())
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini"})
    void thinks(String model) {
        ChatCompletion whole = ask(chat(model + "-thinking", "Why?").reasoningEffort(ReasoningEffort.HIGH));
        ChatCompletion streamed = stream(chat(model + "-thinking", "Why?").reasoningEffort(ReasoningEffort.HIGH));

        assertThat(across.asked()).containsIgnoringCase("thinking");
        assertThat(JsonValue.from(message(whole)).toString()).contains("reasoning_content");
        assertThat(message(whole).content()).isEqualTo(message(streamed).content());
        assertThat(whole.usage().orElseThrow().completionTokens()).isEqualTo(20);
        assertThat(streamed.usage().orElseThrow().completionTokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini", "reasoner"})
    void asksForJsonOfASchema(String model) {
        ResponseFormatJsonSchema format = ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                        .name("trip")
                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(CITY))
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city", "day")))
                                .build())
                        .strict(true)
                        .build())
                .build();

        ChatCompletion answer = ask(chat(model, "Where?").responseFormat(format));

        assertThat(across.asked()).contains("Delft");
        assertThat(message(answer).content().orElseThrow()).isNotBlank();
    }

    @Test
    void embedsAsBase64AndAsNumbers() {
        EmbeddingCreateParams.Builder params =
                EmbeddingCreateParams.builder().model("gemini").inputOfArrayOfStrings(List.of("one", "two"));

        // The SDK asks for base64 unless it is told otherwise.
        CreateEmbeddingResponse packed = client.embeddings().create(params.build());
        CreateEmbeddingResponse plain = client.embeddings()
                .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());

        assertThat(packed.data()).hasSize(2);
        assertThat(packed.data().get(0).embedding())
                .isNotEmpty()
                .hasSameSizeAs(plain.data().get(0).embedding());
        assertThat(packed.data().get(1).index()).isEqualTo(1);
        assertThat(packed.usage().promptTokens()).isEqualTo(plain.usage().promptTokens());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-refused, BadRequestException, 400",
        "gemini-refused, BadRequestException, 400",
        "claude-missing, NotFoundException, 404",
        "gemini-missing, NotFoundException, 404",
        "claude-failing, InternalServerException, 500",
        "gemini-failing, InternalServerException, 500",
        "claude-overloaded, InternalServerException, 529",
        "gemini-overloaded, InternalServerException, 529",
        "claude-denied, InternalServerException, 503",
        "gemini-denied, InternalServerException, 503",
        "claude-starting, InternalServerException, 529",
        "unheard-of, NotFoundException, 404"
    })
    void understandsErrors(String model, String type, int status) {
        if (!model.endsWith("-starting")) {
            assertThatThrownBy(() -> ask(chat(model, "Why?")))
                    .isInstanceOfSatisfying(OpenAIServiceException.class, error -> {
                        assertThat(error.statusCode()).isEqualTo(status);
                        assertThat(error.type()).isPresent();
                    })
                    .extracting(thrown -> thrown.getClass().getSimpleName())
                    .isEqualTo(type);
        }
        assertThatThrownBy(() -> listen(client, model))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-limited", "gemini-limited"})
    void learnsWhenToComeBack(String model) {
        assertThatThrownBy(() -> ask(chat(model, "Why?")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        error -> assertThat(error.headers().values("retry-after"))
                                .containsExactly("1"));
    }

    @Test
    void understandsThatItsKeyIsUnknown() {
        OpenAIClient stranger = client(across, "wrong");
        assertThatThrownBy(() -> stranger.chat()
                        .completions()
                        .create(chat("claude", "Why?").build()))
                .isInstanceOf(com.openai.errors.UnauthorizedException.class);
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-breaking", "gemini-breaking", "claude-cut", "gemini-cut"})
    void hearsOfAnErrorInTheMiddleOfAStream(String model) {
        // The connection ends with such a stream, and must not be taken for another request.
        OpenAIClient fresh = client(across, Across.KEY);
        assertThatThrownBy(() -> listen(fresh, model)).isInstanceOf(com.openai.errors.SseException.class);
        fresh.close();
    }
}
