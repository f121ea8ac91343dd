package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever clients and providers speak, translated or not, an answer is given again as it was. */
final class CachedDialectsTest {

    private static SimulatedProvider provider;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-upstream")));
        gateway = TestGateway.start("""
                providers:
                  - name: openai
                    dialect: openai
                    base_url: "%1$s"
                    keys: [ { name: o, value: sk-upstream } ]
                    proxy_keys: [ group-key ]
                  - { name: anthropic, dialect: anthropic, base_url: "%1$s", keys: [ { name: a, value: sk-upstream } ] }
                  - { name: gemini, dialect: gemini, base_url: "%1$s", keys: [ { name: g, value: sk-upstream } ] }
                models:
                  - { name: gpt, targets: [ { provider: openai } ] }
                  - { name: claude, targets: [ { provider: anthropic } ] }
                  - { name: flash, targets: [ { provider: gemini } ] }
                cache: { exact: { enabled: true } }
                """.formatted(provider.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    private static Answer send(String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'MODEL','messages':[{'role':'user','content':'x'}]}",
                "/v1/chat/completions | {'model':'MODEL','stream':true,'messages':[{'role':'user','content':'x'}]}",
                "/v1/messages | {'model':'MODEL','max_tokens':99,'messages':[{'role':'user','content':'x'}]}",
                "/v1/messages | {'model':'MODEL','stream':true,'max_t"
                        + "okens':99,'messages':[{'role':'user','content':'x'}]}",
                "/v1/responses | {'model':'MODEL','store':false,'input':'x'}",
                "/v1/responses | {'model':'MODEL','store':false,'stream':true,'input':'x'}",
                "/v1beta/models/MODEL:generateContent | {'contents':[{'parts':[{'text':'x'}]}]}",
                "/v1beta/models/MODEL:streamGenerateContent | {'contents':[{'parts':[{'text':'x'}]}]}",
                "/v1beta/models/MODEL:streamGenerateContent?alt=sse | {'contents':[{'parts':[{'text':'x'}]}]}",
            })
    void givesAnswersOfAnyProviderAgainInTheWordsOfAnyClient(String path, String body) throws IOException {
        for (String model : List.of("gpt", "claude", "flash")) {
            String request = RawClient.post(
                    path.replace("MODEL", model), body.replace('\'', '"').replace("MODEL", model));
            Answer first = send(request);
            Answer again = send(request);

            assertThat(first.status()).as(first.text()).isEqualTo(200);
            assertThat(first.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(again.header("x-sluice-cache")).as(model + path).isEqualTo("hit");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.complete()).isTrue();
            assertThat(again.header("content-type")).isEqualTo(first.header("content-type"));
            if (first.header("content-type").startsWith("text/event-stream")) {
                assertThat(again.header("cache-control")).isEqualTo("no-cache");
            }
        }
    }

    @Test
    void givesEmbeddingsAndCompletionsAgain() throws IOException {
        for (String request : List.of(
                RawClient.post("/v1/embeddings", "{\"model\":\"gpt\",\"input\":[\"one\",\"two\"]}"),
                RawClient.post("/v1/completions", "{\"model\":\"gpt\",\"prompt\":\"one\"}"))) {
            Answer first = send(request);
            assertThat(first.status()).isEqualTo(200);
            assertThat(send(request).header("x-sluice-cache")).isEqualTo("hit");
            assertThat(send(request).body()).isEqualTo(first.body());
        }
    }

    @Test
    void keepsGroupsApart() throws IOException {
        String body = "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"through a group\"}]}";
        String through = RawClient.post("/proxy/openai/v1/chat/completions", body)
                .replaceFirst("\r\n", "\r\nAuthorization: Bearer group-key\r\n");
        Answer first = send(through);
        assertThat(first.header("x-sluice-cache")).isEqualTo("miss");
        assertThat(send(through).header("x-sluice-cache")).isEqualTo("hit");
        assertThat(send(through).body()).isEqualTo(first.body());
        assertThat(send(RawClient.post("/v1/chat/completions", body)).header("x-sluice-cache"))
                .isEqualTo("miss");
        assertThat(send(through.replaceFirst("\r\n", "\r\nx-mine: 1\r\n")).header("x-sluice-cache"))
                .isEqualTo("miss");
    }

    @Test
    void isUnderstoodByTheSdkOfOpenAi() {
        try (AutoClosing<OpenAIClient> sdk = new AutoClosing<>(
                OpenAIOkHttpClient.builder()
                        .baseUrl(gateway.url() + "/v1")
                        .apiKey("none")
                        .maxRetries(0)
                        .responseValidation(true)
                        .build(),
                OpenAIClient::close)) {
            ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                    .model("gpt")
                    .addUserMessage("Is it the same?")
                    .build();
            List<String> first = chunks(sdk.client(), params);
            assertThat(first).isNotEmpty().isEqualTo(chunks(sdk.client(), params));
            assertThat(newest().cache().result()).isEqualTo(CacheResult.HIT);
            assertThat(sdk.client().chat().completions().create(params))
                    .isEqualTo(sdk.client().chat().completions().create(params));
        }
    }

    private static List<String> chunks(OpenAIClient client, ChatCompletionCreateParams params) {
        try (var stream = client.chat().completions().createStreaming(params)) {
            return stream.stream().map(ChatCompletionChunk::toString).collect(Collectors.toList());
        }
    }

    @Test
    void isUnderstoodByTheSdkOfAnthropic() {
        try (AutoClosing<AnthropicClient> sdk = new AutoClosing<>(
                AnthropicOkHttpClient.builder()
                        .baseUrl(gateway.url())
                        .apiKey("none")
                        .maxRetries(0)
                        .responseValidation(true)
                        .build(),
                AnthropicClient::close)) {
            MessageCreateParams params = MessageCreateParams.builder()
                    .model("claude")
                    .maxTokens(100)
                    .addUserMessage("Is it the same?")
                    .build();
            List<String> first = events(sdk.client(), params);
            assertThat(first).isNotEmpty().isEqualTo(events(sdk.client(), params));
            assertThat(newest().cache().result()).isEqualTo(CacheResult.HIT);
            assertThat(sdk.client().messages().create(params))
                    .isEqualTo(sdk.client().messages().create(params));
        }
    }

    private static List<String> events(AnthropicClient client, MessageCreateParams params) {
        try (var stream = client.messages().createStreaming(params)) {
            return stream.stream().map(RawMessageStreamEvent::toString).collect(Collectors.toList());
        }
    }

    private static ExchangeRecord newest() {
        List<ExchangeRecord> all = gateway.settled(gateway.records().started());
        return all.get(all.size() - 1);
    }

    /** A client that a block can close. */
    private record AutoClosing<T>(T client, java.util.function.Consumer<T> closing) implements AutoCloseable {
        @Override
        public void close() {
            closing.accept(client);
        }
    }
}
