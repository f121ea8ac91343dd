package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.TestGateway;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official SDK, which knows nothing of a gateway, in front of it. */
final class OpenAiSdkTest {

    private static SimulatedProvider provider;
    private static TestGateway gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-upstream")));
        // A key that is limited cools: it is another provider's, so that the others can go on.
        String limiting = "providers:\n  - { name: limiting, dialect: openai, base_url: \"" + provider.url()
                + "\", keys: [ { name: l, value: sk-upstream } ] }\n";
        gateway = TestGateway.start(TestGateway.routing(provider.port(), """
                  - { name: gpt-4o, targets: [ { provider: up } ] }
                  - { name: text-embedding-3-small, targets: [ { provider: up } ] }
                  - { name: broken, targets: [ { provider: up, model: "m+status=400" } ] }
                  - { name: limited, targets: [ { provider: limiting, model: "m+status=429+retry-after=1" } ] }
                auth: { mode: keys, keys: [ { id: sdk, value: client-key-0123456789 } ] }
                """).replace("providers:\n", limiting));
        client = client("client-key-0123456789");
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        provider.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Where does it flow?");
    }

    private static ExchangeRecord newest() {
        List<ExchangeRecord> all = gateway.settled(1);
        return all.get(all.size() - 1);
    }

    @Test
    void chats() {
        ChatCompletion answer =
                client.chat().completions().create(chat("gpt-4o").build());

        assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotBlank();
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(16);
    }

    @Test
    void streamsAChatThatAsksForItsUsage() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = chat("gpt-4o")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        assertThat(accumulator.chatCompletion().usage().orElseThrow().totalTokens())
                .isEqualTo(21);
    }

    @Test
    void streamsAChatWithoutUsageAndMetersItAllTheSame() {
        int before = gateway.settled(gateway.records().started()).size();
        AtomicInteger withUsage = new AtomicInteger();
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(chat("gpt-4o").build())) {
            stream.stream().forEach(chunk -> {
                chunk.usage().ifPresent(usage -> withUsage.incrementAndGet());
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
            });
        }

        assertThat(text).isNotBlank();
        assertThat(withUsage).hasValue(0);
        gateway.settled(before + 1);
        assertThat(newest().usage().output()).isEqualTo(16);
    }

    @Test
    void embeds() {
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("one", "two"))
                .build();

        assertThat(client.embeddings().create(params).data()).hasSize(2);
    }

    @Test
    void listsAndRetrievesModels() {
        assertThat(client.models().list().data())
                .extracting(Model::id)
                .containsExactlyInAnyOrder("m", "alias", "gpt-4o", "text-embedding-3-small", "limited", "broken");
        assertThat(client.models().retrieve("gpt-4o").id()).isEqualTo("gpt-4o");
        assertThatThrownBy(() -> client.models().retrieve("unheard-of")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void understandsTheGatewaysOwnErrors() {
        try (AutoClosing stranger = new AutoClosing(client("wrong"))) {
            assertThatThrownBy(() -> stranger.client()
                            .chat()
                            .completions()
                            .create(chat("gpt-4o").build()))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessageContaining("The API key is missing or not known");
        }
        assertThatThrownBy(() ->
                        client.chat().completions().create(chat("unheard-of").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("unheard-of");
    }

    @Test
    void understandsTheProvidersErrors() {
        assertThatThrownBy(
                        () -> client.chat().completions().create(chat("limited").build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        error -> assertThat(error.headers().values("retry-after"))
                                .containsExactly("1"))
                .hasMessageContaining("Rate limit reached");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .createStreaming(chat("broken").build()))
                .isInstanceOf(BadRequestException.class);
    }

    /** A client that a block can close. */
    private record AutoClosing(OpenAIClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }
}
