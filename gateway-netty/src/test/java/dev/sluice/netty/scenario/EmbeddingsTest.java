package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.CacheSettings.Temperature;
import dev.sluice.core.cache.semantic.NoVectorException;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that makes vectors of texts, well or not: either way whoever asked goes on in time. */
final class EmbeddingsTest {

    private static final String MODEL = "text-embedding-3-small";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    /** What is answered to each request; null: nothing is. */
    private final AtomicReference<String> answer = new AtomicReference<>(vector("[3,0,4]"));

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        upstream = ScriptedUpstream.start(this::serve);
        gateway = TestGateway.start("""
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: k1, value: sk-1 }, { name: k2, value: sk-2 } ], blacklist_threshold: 2 }
                  - { name: gemini, dialect: gemini, base_url: "http://127.0.0.1:%d", keys: [ { name: g, value: sk-g } ] }
                  - { name: anthropic, dialect: anthropic, base_url: "http://127.0.0.1:%d", keys: [ { name: a, value: sk-a } ] }
                models: [ { name: m, targets: [ { provider: up } ] } ]
                cache: { semantic: { enabled: true, embeddings: { provider: up, model: %s } } }
                resilience: { breaker: { failures: 3, open: 60s }, timeouts: { connect: 1m } }
                """.formatted(upstream.port(), upstream.port(), upstream.port(), MODEL));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private void serve(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            String said = answer.get();
            if (said == null) {
                connection.awaitEnd();
                return;
            }
            connection.send(said);
        }
    }

    @Test
    void givesTheVectorOfATextMadeOneLong() {
        assertThat(embed(LONG)).containsExactly(0.6f, 0, 0.8f);

        ScriptedUpstream.Request request = upstream.requests().get(0);
        assertThat(request.head())
                .startsWith("POST /v1/embeddings HTTP/1.1\r\n")
                .contains("authorization: Bearer sk-")
                .contains("content-type: application/json\r\n");
        assertThat(request.text())
                .isEqualTo("{\"model\":\"" + MODEL + "\",\"input\":\"How long is the \\\"river\\\"?\"}");
    }

    @Test
    void asksForAsManyDimensionsAsAreConfigured() {
        assertThat(join(gateway.embeddings().embed("one", settings("up", 3, LONG))))
                .hasSize(3);

        assertThat(upstream.requests().get(0).text()).contains("\"dimensions\":3");
        assertFails(gateway.embeddings().embed("two", settings("up", 4, LONG)), Code.UPSTREAM_MALFORMED);
    }

    @Test
    void asksAProviderOfGeminiInItsOwnWords() {
        answer.set(Said.ok("{\"embedding\":{\"values\":[0,1]}}"));

        assertThat(join(gateway.embeddings().embed("one", settings("gemini", 2, LONG))))
                .containsExactly(0, 1);

        ScriptedUpstream.Request request = upstream.requests().get(0);
        assertThat(request.head())
                .startsWith("POST /v1beta/models/" + MODEL + ":embedContent HTTP/1.1\r\n")
                .contains("x-goog-api-key: sk-g\r\n");
        assertThat(request.text())
                .isEqualTo("{\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "nobody"})
    void hasNoVectorWhereTheProviderHasNone(String provider) {
        assertFails(gateway.embeddings().embed("one", settings(provider, 0, LONG)), Code.PROVIDER_UNAVAILABLE);

        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void takesTheSizeOfTheFirstVectorForThatOfAll() {
        assertThat(embed(LONG)).hasSize(3);
        answer.set(vector("[1,2]"));
        assertFails(ask(LONG), Code.UPSTREAM_MALFORMED);

        answer.set(vector("[1,2,3]"));
        assertThat(embed(LONG)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {}                                       | UPSTREAM_ERROR",
                "503 | <html>                                   | UPSTREAM_ERROR",
                "400 | {\"error\":{\"message\":\"No.\"}}        | UPSTREAM_REFUSED",
                "302 | {}                                       | UPSTREAM_REFUSED",
                "200 | <html>                                   | UPSTREAM_MALFORMED",
                "200 | {\"data\":[{\"embedding\":[]}]}          | UPSTREAM_MALFORMED",
                "200 | {\"data\":[{\"embedding\":[0,0,0]}]}     | UPSTREAM_MALFORMED",
                "200 | {\"data\":[{\"embedding\":[1,NaN]}]}     | UPSTREAM_MALFORMED",
                "200 | {\"data\":[{\"embedding\":[1,\"2\"]}]}   | UPSTREAM_MALFORMED",
            })
    void failsWhereTheProviderDoes(int status, String body, Code code) {
        answer.set(Said.status(status, "", body));

        assertFails(ask(LONG), code);
    }

    @Test
    void readsNoMoreOfAnAnswerThanAVectorCouldHave() {
        answer.set("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                + Said.chunk(" ".repeat(2 << 20)));

        assertFails(ask(LONG), Code.UPSTREAM_MALFORMED);
    }

    @Test
    void failsWhereTheConnectionBreaks() {
        answer.set("nonsense\r\n\r\n");
        assertFails(ask(LONG), Code.UPSTREAM_MALFORMED);

        upstream.close();
        assertFails(ask(LONG), Code.CONNECT_FAILED);
    }

    @Test
    void waitsNoLongerThanTheVectorIsOfUse() {
        answer.set(null);

        assertFails(ask(SHORT), Code.UNARY_TIMEOUT);
    }

    @Test
    void leavesAProviderAloneThatIsSlowAgainAndAgain() {
        answer.set(null);
        for (int i = 0; i < 3; i++) {
            assertFails(ask(SHORT), Code.UNARY_TIMEOUT);
        }
        assertThat(target(MODEL).vitals().breaker().state()).isEqualTo(BreakerState.OPEN);

        answer.set(vector("[3,0,4]"));
        assertFails(ask(LONG), Code.PROVIDER_UNAVAILABLE);

        assertThat(upstream.requests()).hasSizeLessThanOrEqualTo(3);
        assertThat(target("m").vitals().breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(target(MODEL).provider().keys().keys())
                .allSatisfy(key -> assertThat(key.state()).isEqualTo(KeyState.ACTIVE));
    }

    @Test
    void leavesAProviderAloneThatFailsAgainAndAgain() {
        answer.set(Said.status(500, "", "{}"));
        for (int i = 0; i < 3; i++) {
            assertFails(ask(LONG), Code.UPSTREAM_ERROR);
        }

        assertFails(ask(LONG), Code.PROVIDER_UNAVAILABLE);

        assertThat(upstream.requests()).hasSize(3);
        assertThat(target(MODEL).vitals().inFlight()).hasValue(0);
    }

    @Test
    void doesNotAskWithAKeyThatIsRefused() {
        answer.set(Said.status(401, "", Said.error("invalid_request_error", "invalid_api_key")));
        assertFails(ask(LONG), Code.UPSTREAM_REFUSED);
        assertFails(ask(LONG), Code.UPSTREAM_REFUSED);

        assertFails(ask(LONG), Code.PROVIDER_UNAVAILABLE);

        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void asksForManyAtATimeFromAnyThread() {
        List<CompletionStage<float[]>> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            asked.add(ask(LONG));
        }

        assertThat(asked).allSatisfy(each -> assertThat(join(each)).hasSize(3));
        assertThat(target(MODEL).vitals().inFlight()).hasValue(0);
    }

    private CompletionStage<float[]> ask(Duration deadline) {
        return gateway.embeddings().embed("How long is the \"river\"?", settings("up", 0, deadline));
    }

    private float[] embed(Duration deadline) {
        return join(ask(deadline));
    }

    private static float[] join(CompletionStage<float[]> stage) {
        return stage.toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static void assertFails(CompletionStage<float[]> stage, Code code) {
        assertThatThrownBy(() -> join(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        NoVectorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private Target target(String model) {
        return gateway.snapshot().routes().direct().of("up", model).targets().get(0);
    }

    private static Semantic settings(String provider, int dimensions, Duration deadline) {
        return new Semantic(
                0.95,
                1000,
                1 << 20,
                deadline.toNanos(),
                Temperature.ZERO,
                new Embeddings(provider, MODEL, dimensions),
                List.of());
    }

    private static String vector(String numbers) {
        return Said.ok("{\"data\":[{\"embedding\":" + numbers + ",\"index\":0}]}");
    }
}
