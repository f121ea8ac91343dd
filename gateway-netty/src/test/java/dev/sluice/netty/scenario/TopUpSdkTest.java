package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official SDKs read streams that a limit ends as answers that may be no longer. */
final class TopUpSdkTest {

    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        upstream = Endless.start(Endless.FOREVER);
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            keys.append(
                    "{ id: k%1$d, value: client-key-012345678%1$d, limits: { tokens_per_day: 5000 } },".formatted(i));
        }
        gateway = TestGateway.start("""
                providers:
                  - { name: o, dialect: openai, base_url: "http://127.0.0.1:%1$d" }
                  - { name: a, dialect: anthropic, base_url: "http://127.0.0.1:%1$d" }
                  - { name: g, dialect: gemini, base_url: "http://127.0.0.1:%1$d" }
                models:
                  - { name: gpt, targets: [ { provider: o } ] }
                  - { name: claude, targets: [ { provider: a } ] }
                  - { name: gemini, targets: [ { provider: g } ] }
                auth: { mode: keys, keys: [ %2$s ] }
                """.formatted(upstream.port(), keys));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({"gpt,0", "claude,1", "gemini,2"})
    void endsAChat(String model, int key) {
        OpenAIClient client = openAi(key);
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Tell me all.")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().map(chunk -> chunk.validate()).forEach(accumulator::accumulate);
        }
        client.close();

        ChatCompletion chat = accumulator.chatCompletion().validate();
        assertThat(chat.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(chat.choices().get(0).message().content().orElseThrow()).startsWith(Endless.WORDS);
        assertThat(chat.usage().orElseThrow().completionTokens()).isBetween(4_500L, 5_000L);
    }

    @ParameterizedTest
    @CsvSource({"gpt,3", "claude,4", "gemini,5"})
    void endsAResponse(String model, int key) {
        OpenAIClient client = openAi(key);
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses()
                .createStreaming(ResponseCreateParams.builder()
                        .model(model)
                        .input("Tell me all.")
                        .build())) {
            stream.stream().map(event -> event.validate()).forEach(accumulator::accumulate);
        }
        client.close();

        Response response = accumulator.response().validate();
        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails().orElseThrow().reason())
                .contains(Response.IncompleteDetails.Reason.MAX_OUTPUT_TOKENS);
        assertThat(response.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .startsWith(Endless.WORDS);
        assertThat(response.usage().orElseThrow().outputTokens()).isBetween(4_500L, 5_000L);
    }

    /** Anthropic's SDK always says how long an answer may be; others that speak like it need not. */
    @Test
    void endsAMessage() throws IOException {
        String stream;
        try (RawClient client = new RawClient(gateway.port())) {
            stream = client.send(RawClient.post("/v1/messages", Chat.stream("claude"))
                            .replaceFirst("\r\n", "\r\nx-api-key: client-key-0123456786\r\n"))
                    .answer()
                    .text();
        }
        MessageAccumulator accumulator = MessageAccumulator.create();
        for (String event : stream.split("\n\n")) {
            String data = event.substring(event.indexOf("data: ") + 6);
            accumulator.accumulate(ObjectMappers.jsonMapper()
                    .readValue(data, RawMessageStreamEvent.class)
                    .validate());
        }

        Message message = accumulator.message().validate();
        assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(message.content().get(0).asText().text()).startsWith(Endless.WORDS);
        assertThat(message.usage().outputTokens()).isBetween(4_500L, 5_000L);
    }

    private static OpenAIClient openAi(int key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey("client-key-012345678" + key)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }
}
