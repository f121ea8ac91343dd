package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.models.ModelInfo;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.TestGateway;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anthropic's official SDK, which knows nothing of a gateway, in front of it. */
final class AnthropicSdkTest {

    private static SimulatedProvider provider;
    private static TestGateway gateway;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-upstream")));
        gateway = TestGateway.start("""
                providers:
                  - { name: up, dialect: anthropic, base_url: "%s", keys: [ { name: k, value: sk-upstream } ] }
                  - { name: limiting, dialect: anthropic, base_url: "%s", keys: [ { name: l, value: sk-upstream } ] }
                models:
                  - { name: claude, targets: [ { provider: up, model: "claude+thinking=4+cached=10" } ] }
                  - { name: broken, targets: [ { provider: up, model: "m+status=400" } ] }
                  - { name: failing, targets: [ { provider: up, model: "m+status=529+fault=error-event" } ] }
                  - { name: limited, targets: [ { provider: limiting, model: "m+status=429+retry-after=1" } ] }
                auth: { mode: keys, keys: [ { id: sdk, value: client-key-0123456789 } ] }
                """.formatted(provider.url(), provider.url()));
        client = client("client-key-0123456789");
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        provider.close();
    }

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(gateway.url())
                .apiKey(key)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    private static MessageCreateParams chat(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(1000)
                .addUserMessage("Where does it flow?")
                .build();
    }

    @Test
    void chats() {
        Message answer = client.messages().create(chat("claude"));

        assertThat(answer.content().get(0).isThinking()).isTrue();
        assertThat(answer.content().get(1).asText().text()).isNotBlank();
        assertThat(answer.usage().inputTokens()).isEqualTo(5);
        assertThat(answer.usage().cacheReadInputTokens()).contains(10L);
        assertThat(answer.usage().outputTokens()).isEqualTo(20);
    }

    @Test
    void streamsWhatAWholeAnswerSays() {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(chat("claude"))) {
            stream.stream().forEach(accumulator::accumulate);
        }

        Message streamed = accumulator.message();
        assertThat(streamed.content().get(1).asText().text())
                .isEqualTo(client.messages()
                        .create(chat("claude"))
                        .content()
                        .get(1)
                        .asText()
                        .text());
        assertThat(streamed.usage().outputTokens()).isEqualTo(20);
    }

    @Test
    void countsTokens() {
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model("claude")
                .addUserMessage("Where does it flow?")
                .build();

        assertThat(client.messages().countTokens(params).inputTokens()).isEqualTo(5);
    }

    @Test
    void listsAndRetrievesModels() {
        RequestOptions strict =
                RequestOptions.builder().responseValidation(true).build();
        assertThat(client.models().list(strict).data())
                .extracting(ModelInfo::id)
                .contains("claude", "broken", "failing", "limited");
        assertThat(client.models().retrieve("claude", strict).id()).isEqualTo("claude");
        assertThatThrownBy(() -> client.models().retrieve("unheard-of")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void understandsTheGatewaysOwnErrors() {
        AnthropicClient stranger = client("wrong");
        assertThatThrownBy(() -> stranger.messages().create(chat("claude")))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("The API key is missing or not known");
        stranger.close();
        assertThatThrownBy(() -> client.messages().create(chat("unheard-of")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("unheard-of");
    }

    @Test
    void understandsTheProvidersErrors() {
        assertThatThrownBy(() -> client.messages().create(chat("limited")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        error -> assertThat(error.headers().values("retry-after"))
                                .containsExactly("1"));
        assertThatThrownBy(() -> client.messages().createStreaming(chat("broken")))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> {
                    try (StreamResponse<RawMessageStreamEvent> stream =
                            client.messages().createStreaming(chat("failing"))) {
                        stream.stream().forEach(event -> {});
                    }
                })
                .isInstanceOf(SseException.class);
    }
}
