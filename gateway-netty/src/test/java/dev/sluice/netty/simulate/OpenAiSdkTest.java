package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the official SDK understands is what a provider sends. */
class OpenAiSdkTest {

    private static SimulatedProvider provider;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-test")));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(provider.url() + "/v1")
                .apiKey("sk-test")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        provider.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Where does it flow?");
    }

    @Test
    void chats() {
        ChatCompletion answer =
                client.chat().completions().create(chat("gpt-4o").build());

        assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotBlank();
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(16);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(5);
    }

    @Test
    void streamsAChat() {
        ChatCompletion unary = client.chat().completions().create(chat("gpt-4o").build());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = chat("gpt-4o")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        ChatCompletion streamed = accumulator.chatCompletion();
        assertThat(streamed.choices().get(0).message().content())
                .isEqualTo(unary.choices().get(0).message().content());
        assertThat(streamed.usage().orElseThrow().totalTokens()).isEqualTo(21);
    }

    @Test
    void completes() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model("gpt-3.5-turbo-instruct")
                                .prompt("Say this")
                                .build())
                        .choices())
                .hasSize(1);
    }

    @Test
    void responds() {
        ResponseCreateParams params =
                ResponseCreateParams.builder().model("gpt-4o").input("Say this").build();
        Response unary = client.responses().create(params);
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(event -> event.outputTextDelta().ifPresent(delta -> text.append(delta.delta())));
        }

        assertThat(unary.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isNotBlank()
                .isEqualTo(text.toString());
        assertThat(unary.usage().orElseThrow().outputTokens()).isEqualTo(16);
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());

        assertThat(answer.data()).hasSize(2);
        assertThat(answer.data().get(0).embedding()).hasSize(1536);
        assertThat(provider.last().orElseThrow().body()).asString().contains("base64");
    }

    @Test
    void moderates() {
        assertThat(client.moderations()
                        .create(ModerationCreateParams.builder()
                                .input("Say this")
                                .build())
                        .results()
                        .get(0)
                        .flagged())
                .isFalse();
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().data()).hasSize(5);
        assertThat(client.models().retrieve("gpt-4o").id()).isEqualTo("gpt-4o");
    }

    @ParameterizedTest
    @CsvSource({
        "status=401, UnauthorizedException, Incorrect API key",
        "status=403, PermissionDeniedException, insufficient permissions",
        "status=404, NotFoundException, does not exist",
        "status=422, UnprocessableEntityException, Unprocessable",
        "status=429+retry-after=1, RateLimitException, Rate limit reached",
        "fault=quota, RateLimitException, exceeded your current quota",
        "fault=context, BadRequestException, maximum context length",
        "status=502, InternalServerException, Bad gateway",
        "status=529, InternalServerException, Overloaded"
    })
    void understandsAnError(String script, String type, String words) {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("gpt-4o+" + script).build()))
                .isInstanceOf(OpenAIServiceException.class)
                .hasMessageContaining(words)
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
    }

    @Test
    void understandsAnErrorBeforeTheFirstOutput() {
        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                            .completions()
                            .createStreaming(chat("gpt-4o+fault=created-error+status=429")
                                    .build())) {
                        stream.stream().forEach(chunk -> {});
                    }
                })
                .hasMessageContaining("Rate limit reached");
    }

    @Test
    void understandsAFailedResponse() {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("gpt-4o+fault=created-failed+status=429")
                .input("Say this")
                .build();
        List<String> errors = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream()
                    .forEach(event -> event.failed()
                            .ifPresent(failed -> errors.add(failed.response()
                                    .error()
                                    .orElseThrow()
                                    .code()
                                    .asString())));
        }
        assertThat(errors).containsExactly("rate_limit_exceeded");
    }
}
