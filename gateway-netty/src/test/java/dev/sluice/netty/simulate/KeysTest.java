package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    private static final String CHAT = "/v1/chat/completions";

    private SimulatedProvider provider;
    private Client client;

    @BeforeEach
    void start() {
        provider = SimulatedProvider.start(Options.loopback()
                .withThreads(2)
                .withKey("a", "sk-a-long-enough-to-be-quoted", KeyBehaviour.FINE)
                .withKey("b", "sk-b", KeyBehaviour.of("revoked")));
        client = new Client(provider);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private HttpResponse<String> ask(String key, String model) throws Exception {
        return client.post(CHAT, Client.chat(model, ""), "authorization", "Bearer " + key);
    }

    private HttpResponse<String> askA() throws Exception {
        return ask("sk-a-long-enough-to-be-quoted", "m");
    }

    private static String code(HttpResponse<String> answer) throws Exception {
        return Client.JSON.readTree(answer.body()).at("/error/code").asText();
    }

    @Test
    void refusesARevokedKeyUntilItIsRestored() throws Exception {
        assertThat(ask("sk-b", "m").statusCode()).isEqualTo(401);
        provider.key("b").restore();
        assertThat(ask("sk-b", "m").statusCode()).isEqualTo(200);
        assertThat(askA().statusCode()).isEqualTo(200);
        provider.key("a").revoke();

        HttpResponse<String> answer = askA();
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(code(answer)).isEqualTo("invalid_api_key");
        assertThat(answer.body()).contains("sk-a-lo*").contains("*oted.");
        assertThat(client.get("/v1/models", "authorization", "Bearer sk-a-long-enough-to-be-quoted")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void forbidsWhatAKeyMayNot() throws Exception {
        provider.key("a").forbid();
        assertThat(askA().statusCode()).isEqualTo(403);
        assertThat(askA().body()).contains("insufficient permissions");
    }

    @Test
    void saysThatAQuotaIsExhausted() throws Exception {
        provider.key("a").exhaust();
        assertThat(askA().statusCode()).isEqualTo(429);
        assertThat(code(askA())).isEqualTo("insufficient_quota");
        assertThat(askA().headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void limitsAKeyForAsLongAsItSays() throws Exception {
        provider.key("a").limit(2, Duration.ofMinutes(10));

        assertThat(askA().headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("1");
        assertThat(askA().statusCode()).isEqualTo(200);
        HttpResponse<String> limited = askA();
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(code(limited)).isEqualTo("rate_limit_exceeded");
        assertThat(Long.parseLong(limited.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1L, 600L);
        assertThat(ask("sk-other", "m").statusCode()).isEqualTo(200);
        await().until(() -> provider.stats().key("a").refused() == 1);
        assertThat(provider.key("a").stats().statuses()).isEqualTo(Map.of(200, 2L, 429, 1L));
    }

    @Test
    void letsALimitedKeyComeBackByItself() throws Exception {
        provider.key("a").limit(1, Duration.ofMillis(300));

        await().pollInterval(Duration.ofMillis(5)).until(() -> askA().statusCode() == 429);
        await().until(() -> askA().statusCode() == 200);
    }

    @Test
    void makesTheFirstTokenOfAKeySlow() throws Exception {
        provider.key("a").slow(Duration.ofMinutes(10));
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m", ""), "Authorization: Bearer sk-a-long-enough-to-be-quoted");
            await().until(() -> provider.key("a").stats().inFlight() == 1);
            assertThat(ask("sk-other", "m").statusCode()).isEqualTo(200);
            assertThat(provider.key("a").stats().statuses()).isEmpty();
        }
        await().until(() -> provider.key("a").stats().abandoned() == 1);
    }

    @Test
    void knowsNoOthersWhereItIsStrict() throws Exception {
        try (SimulatedProvider strict = SimulatedProvider.start(
                Options.loopback().withKey("a", "sk-a", KeyBehaviour.FINE).withStrictKeys())) {
            Client guest = new Client(strict);
            assertThat(guest.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(guest.get("/v1/models", "authorization", "Bearer sk-x").statusCode())
                    .isEqualTo(401);
            assertThat(guest.get("/v1/models", "authorization", "Basic sk-a").statusCode())
                    .isEqualTo(401);
            assertThat(guest.get("/v1/models", "authorization", "bearer sk-a").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void failsTheFirstRequestsOfEachKey() throws Exception {
        String flaky = "m+status=503+first-per-key=1";
        assertThat(ask("sk-x", flaky).statusCode()).isEqualTo(503);
        assertThat(ask("sk-a-long-enough-to-be-quoted", flaky).statusCode()).isEqualTo(503);
        assertThat(ask("sk-x", flaky).statusCode()).isEqualTo(200);
        assertThat(ask("sk-a-long-enough-to-be-quoted", flaky).statusCode()).isEqualTo(200);
    }

    @Test
    void countsTheRequestsOfEachKey() throws Exception {
        for (String[] each : new String[][] {
            {"sk-a-long-enough-to-be-quoted", "m"},
            {"sk-a-long-enough-to-be-quoted", "m+status=500"},
            {"sk-b", "m"},
            {"sk-x", "m"}
        }) {
            ask(each[0], each[1]);
            // Who has the answer may ask again before the request is over.
            await().until(() -> provider.stats().inFlight() == 0);
        }
        client.post(CHAT, "nonsense");

        await().until(() -> provider.stats().inFlight() == 0);
        JsonNode stats = Client.JSON.readTree(client.get("/_sim/stats").body());
        assertThat(stats.at("/keys/a"))
                .isEqualTo(Client.JSON.readTree("{\"requests\":2,\"in_flight\":0,\"answered\":1,\"refused\":0,"
                        + "\"faulted\":1,\"abandoned\":0,\"statuses\":{\"200\":1,\"500\":1}}"));
        assertThat(stats.at("/keys/b/statuses")).isEqualTo(Client.JSON.readTree("{\"401\":1}"));
        assertThat(stats.at("/keys/unknown/answered").asInt()).isEqualTo(1);
        assertThat(stats.at("/keys/none/statuses/400").asInt()).isEqualTo(1);
        assertThat(stats.at("/statuses")).isEqualTo(Client.JSON.readTree("{\"200\":2,\"400\":1,\"401\":1,\"500\":1}"));
        assertThat(stats.get("peak_in_flight").asInt()).isEqualTo(1);
    }

    @Test
    void addsUpWhateverComesAtOnce() throws Exception {
        int threads = 4;
        int each = 100;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> asked = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit((Callable<Integer>) () -> {
                        for (int i = 0; i < each; i++) {
                            ask("sk-a-long-enough-to-be-quoted", i % 5 == 0 ? "m+status=503" : "m");
                            if (i % 10 == thread) {
                                provider.key("a").revoke();
                                provider.key("a").restore();
                            }
                        }
                        return each;
                    }))
                    .toList();
            for (Future<Integer> one : asked) {
                assertThat(one.get()).isEqualTo(each);
            }
        } finally {
            pool.shutdownNow();
        }
        await().until(() -> provider.stats().inFlight() == 0);
        KeyStats key = provider.key("a").stats();
        assertThat(key.requests()).isEqualTo(threads * each);
        assertThat(key.answered() + key.faulted() + key.refused()).isEqualTo(threads * each);
        assertThat(key.status(200)).isEqualTo(key.answered());
        assertThat(key.status(503)).isEqualTo(key.faulted());
        assertThat(key.status(401)).isEqualTo(key.refused());
        assertThat(provider.stats().all()).isEqualTo(key);
        assertThat(provider.stats().peakInFlight()).isBetween(1L, (long) threads);
    }

    @Test
    void readsAKeyAndHowItIsTreated() {
        assertThat(KnownKey.of("team-a=sk-1")).isEqualTo(new KnownKey("team-a", "sk-1", KeyBehaviour.FINE));
        assertThat(KnownKey.of("a=sk=1:limited=100/10s"))
                .isEqualTo(new KnownKey("a", "sk=1", new KeyBehaviour.Limited(100, 10_000_000_000L)));
        assertThat(KnownKey.of("a=sk:slow=2s").behaviour()).isEqualTo(new KeyBehaviour.Slow(2_000_000_000L));
        for (String word : List.of("fine", "revoked", "forbidden", "exhausted", "limited=5/1m30s", "slow=20ms")) {
            String readable = word.replace("1m30s", "90s");
            assertThat(KeyBehaviour.of(readable).word()).isEqualTo(word);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-secret",
                "a b=sk-secret",
                "=sk-secret",
                "a=",
                "none=sk-secret",
                "unknown=sk-secret",
                "a=x:sk-secret",
                "a=sk-secret:limited",
                "a=sk-secret:limited=5",
                "a=sk-secret:limited=0/1s",
                "a=sk-secret:limited=5/1h",
                "a=sk-secret:limited=x/1s",
                "a=sk-secret:slow=1",
                "a=sk-secret:fine=1"
            })
    void refusesWhatIsNoKeyWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> KnownKey.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("secret");
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        Options one = Options.loopback().withKey("a", "sk-a", KeyBehaviour.FINE);
        assertThatThrownBy(() -> one.withKey("a", "sk-b", KeyBehaviour.FINE)).hasMessage("key a is there twice");
        assertThatThrownBy(() -> one.withKey("b", "sk-a", KeyBehaviour.FINE)).hasMessage("key b is there twice");
        assertThat(one.toString()).doesNotContain("sk-a");
    }

    @Test
    void namesItsKeysWhereOneIsNotAmongThem() {
        assertThatThrownBy(() -> provider.key("c"))
                .hasMessage("there is no key \"c\"; there are [a, b, unknown, none]");
    }
}
