package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's official SDK in front of providers that speak other dialects. */
final class AnthropicSdkAcrossTest {

    private static Across across;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        across = Across.start();
        client = client(Across.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        across.close();
    }

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(across.gateway().url())
                .apiKey(key)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    private static MessageCreateParams.Builder chat(String model, String words) {
        return MessageCreateParams.builder().model(model).maxTokens(4000).addUserMessage(words);
    }

    private static Message stream(MessageCreateParams params) {
        return stream(client, params);
    }

    private static Message stream(AnthropicClient by, MessageCreateParams params) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = by.messages().createStreaming(params)) {
            stream.stream().map(event -> event.validate()).forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static String text(Message message) {
        return message.content().stream()
                .filter(block -> block.isText())
                .map(block -> block.asText().text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "reasoner", "gemini"})
    void chatsAndStreamsTheSame(String model) {
        Message whole =
                client.messages().create(chat(model, "Where does it flow?").build());
        Message streamed = stream(chat(model, "Where does it flow?").build());

        assertThat(text(whole)).isNotBlank().isEqualTo(text(streamed));
        assertThat(streamed.stopReason()).contains(StopReason.END_TURN).isEqualTo(whole.stopReason());
        assertThat(whole.usage().outputTokens()).isEqualTo(16);
        assertThat(streamed.usage().outputTokens()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt,false",
        "gpt,true",
        "reasoner,false",
        "reasoner,true",
        "gemini,false",
        "gemini,true",
        "gemini-thinking,true",
        "reasoner-thinking,true"
    })
    void callsAToolAndGoesOnWithItsResult(String model, boolean streams) {
        MessageCreateParams.Builder params = chat(model, "Please use-tool now.")
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty(
                                                "city", JsonValue.from(OpenAiSdkAcrossTest.CITY.get("city")))
                                        .build())
                                .build())
                        .build());
        Message called = ask(params.build(), streams);
        ToolUseBlock call = called.content().stream()
                .filter(block -> block.isToolUse())
                .findFirst()
                .orElseThrow()
                .asToolUse();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call._input().toString()).contains("Delft");
        assertThat(called.stopReason()).contains(StopReason.TOOL_USE);

        Message told = ask(
                params.addMessage(called)
                        .addUserMessageOfContentBlockParams(
                                List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                        .toolUseId(call.id())
                                        .content("rain")
                                        .build())))
                        .build(),
                streams);

        assertThat(across.asked()).contains("rain");
        assertThat(text(told)).isNotBlank();
    }

    private static Message ask(MessageCreateParams params, boolean streams) {
        return streams ? stream(params) : client.messages().create(params);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoner", "gemini"})
    void thinks(String model) {
        MessageCreateParams params =
                chat(model + "-thinking", "Why?").enabledThinking(2048).build();

        Message whole = client.messages().create(params);
        Message streamed = stream(params);

        assertThat(whole.content().get(0).asThinking().thinking())
                .isNotBlank()
                .isEqualTo(streamed.content().get(0).asThinking().thinking());
        assertThat(text(whole)).isNotBlank().isEqualTo(text(streamed));
        assertThat(streamed.usage().outputTokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "reasoner", "gemini"})
    void asksForJsonOfASchema(String model) {
        MessageCreateParams params = chat(model, "Where?")
                .outputConfig(OutputConfig.builder()
                        .format(JsonOutputFormat.builder()
                                .schema(JsonOutputFormat.Schema.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty("properties", JsonValue.from(OpenAiSdkAcrossTest.CITY))
                                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                        .build())
                                .build())
                        .build())
                .build();

        assertThat(text(client.messages().create(params))).isNotBlank();
        assertThat(across.asked()).contains("Delft");
    }

    private static long count(String model, String words) {
        return client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(model)
                        .addUserMessage(words)
                        .build())
                .inputTokens();
    }

    @Test
    void countsTokensWhoeverServesTheModel() {
        assertThat(count("claude", "Where does it flow?")).isEqualTo(5);
        assertThat(count("gemini", "Where does it flow?")).isEqualTo(5);
        long few = count("gpt", "Where does it flow?");
        long more = count("gpt", "Where does it flow? And where does it come from?");
        assertThat(few).isBetween(5L, 20L);
        assertThat(more - few).isEqualTo(7);
        assertThat(count("reasoner", "Where does it flow?")).isEqualTo(few);
        assertThatThrownBy(() -> count("unheard-of", "Why?")).isInstanceOf(AnthropicServiceException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-refused, BadRequestException, 400",
        "gemini-refused, BadRequestException, 400",
        "reasoner-missing, NotFoundException, 404",
        "gemini-missing, NotFoundException, 404",
        "gpt-failing, InternalServerException, 500",
        "gemini-failing, InternalServerException, 500",
        "gpt-overloaded, OverloadedException, 529",
        "gemini-overloaded, OverloadedException, 529",
        "gpt-denied, ServiceUnavailableException, 503",
        "gemini-denied, ServiceUnavailableException, 503",
        "unheard-of, NotFoundException, 404"
    })
    void understandsErrors(String model, String type, int status) {
        assertThatThrownBy(() -> client.messages().create(chat(model, "Why?").build()))
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        error -> assertThat(error.statusCode()).isEqualTo(status))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
        assertThatThrownBy(() -> stream(chat(model, "Why?").build()))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-limited", "reasoner-limited", "gemini-limited"})
    void learnsWhenToComeBack(String model) {
        assertThatThrownBy(() -> client.messages().create(chat(model, "Why?").build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        error -> assertThat(error.headers().values("retry-after"))
                                .containsExactly("1"));
    }

    @Test
    void understandsThatItsKeyIsUnknown() {
        AnthropicClient stranger = client("wrong");
        assertThatThrownBy(() -> stranger.messages().create(chat("gpt", "Why?").build()))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-breaking", "reasoner-breaking", "gemini-breaking", "gpt-cut", "gemini-cut"})
    void hearsOfAnErrorInTheMiddleOfAStream(String model) {
        // The connection ends with such a stream, and must not be taken for another request.
        AnthropicClient fresh = client(Across.KEY);
        assertThatThrownBy(() -> stream(fresh, chat(model, "Why?").build())).isInstanceOf(SseException.class);
        fresh.close();
    }
}
