package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done about a 429: four policies, with one key and with several. */
final class RateLimitPolicyTest {

    private static final String LIMITED = Said.error("rate_limit_error", "rate_limit_exceeded");
    private static final String PAUSES = "attempts: 3, backoff: { initial: 1ms, factor: 1, max: 5s, jitter: 0 }";

    /** Limits every request that has one of these keys, as long as it has it. */
    private static Script limiting(Set<String> keys, String lines) {
        return connection -> {
            while (connection.readRequest()) {
                connection.send(
                        keys.contains(key(connection.lastHead()))
                                ? Said.status(429, lines, LIMITED)
                                : Said.ok("{\"from\":\"a\"}"));
            }
        };
    }

    private static String key(String head) {
        return head.replaceAll("(?is).*authorization: Bearer sk-(\\S+).*", "$1");
    }

    private static List<String> keysAtA(TwoProviders both) {
        return both.a().requests().stream().map(request -> key(request.head())).toList();
    }

    private static Set<String> these(String... keys) {
        Set<String> all = ConcurrentHashMap.newKeySet();
        all.addAll(List.of(keys));
        return all;
    }

    private static TwoProviders start(Script script, String policy, int keys) {
        TwoProviders both = TwoProviders.start(script, PAUSES + ", on_rate_limit: " + policy, "");
        if (keys == 1) {
            both.provider("a").keys().disable(both.key("a", "a2"));
        }
        return both;
    }

    @ParameterizedTest
    @CsvSource({
        "next_key, 1, 'a1'",
        "next_key, 2, 'a1 a2'",
        "fail_over, 1, 'a1'",
        "fail_over, 2, 'a1'",
        "relay, 1, 'a1'",
        "relay, 2, 'a1'"
    })
    void relaysALimitThatNobodyElseCanHelp(String policy, int keys, String asked) throws IOException {
        try (TwoProviders both = start(limiting(these("a1", "a2"), "retry-after: 60\r\n"), policy, keys)) {
            Answer answer = both.ask(Chat.unary("alone"));

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).isEqualTo(LIMITED);
            assertThat(answer.header("retry-after")).isEqualTo("60");
            assertThat(String.join(" ", keysAtA(both))).isEqualTo(asked);
            assertThat(both.b().requests()).isEmpty();
            assertThat(both.key("a", "a1").state()).isEqualTo(KeyState.COOLING);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "next_key, 1, 'a1', b",
        "next_key, 2, 'a1 a2', b",
        "fail_over, 1, 'a1', b",
        "fail_over, 2, 'a1', b",
        "retry, 1, 'a1', b",
        "retry, 2, 'a1', b",
        "relay, 1, 'a1', a",
        "relay, 2, 'a1', a"
    })
    void goesToAnotherProviderByPolicy(String policy, int keys, String asked, String answered) throws IOException {
        try (TwoProviders both = start(limiting(these("a1", "a2"), "retry-after: 60\r\n"), policy, keys)) {
            // A minute is longer than the longest pause.
            Answer answer = both.ask(Chat.unary("m"));

            assertThat(answer.header("x-sluice-provider")).isEqualTo(answered);
            assertThat(answer.status()).isEqualTo(answered.equals("b") ? 200 : 429);
            assertThat(String.join(" ", keysAtA(both))).isEqualTo(asked);
            both.gateway().settled(1);
            assertThat(both.gateway().records().failovers())
                    .isEqualTo(
                            answered.equals("b") ? List.of(FailoverResult.INVOKED, FailoverResult.SUCCESS) : List.of());
        }
    }

    @Test
    void changesTheKeyAtOnce() throws IOException {
        try (TwoProviders both = start(limiting(these("a1"), "retry-after: 60\r\n"), "next_key", 2)) {
            Answer answer = both.ask(Chat.unary("m"));

            assertThat(answer.text()).isEqualTo("{\"from\":\"a\"}");
            assertThat(keysAtA(both)).containsExactly("a1", "a2");
            assertThat(both.gateway().records().retries()).containsExactly(RetryReason.RATE_LIMIT);
            for (int i = 0; i < 6; i++) {
                both.ask(Chat.unary("m"));
            }
            assertThat(keysAtA(both).subList(2, 8)).as("the other one cools").containsOnly("a2");
        }
    }

    @Test
    void waitsWithOneKeyUntilItHasCooled() throws IOException {
        Set<String> limited = these("a1");
        Script once = connection -> {
            while (connection.readRequest()) {
                connection.send(
                        limited.remove(key(connection.lastHead()))
                                ? Said.status(429, "retry-after-ms: 250\r\n", LIMITED)
                                : Said.ok("{}"));
            }
        };
        try (TwoProviders both = start(once, "retry", 1)) {
            assertThat(both.ask(Chat.unary("m")).status()).isEqualTo(200);

            assertThat(keysAtA(both)).containsExactly("a1", "a1");
            assertThat(both.b().requests()).isEmpty();
            assertThat(both.gateway().records().retries()).containsExactly(RetryReason.RATE_LIMIT);
        }
    }

    @Test
    void takesAKeyAgainWhenItHasCooled() throws IOException {
        Set<String> limited = these("a1");
        try (TwoProviders both = start(limiting(limited, "retry-after-ms: 200\r\n"), "next_key", 2)) {
            both.ask(Chat.unary("alone"));
            limited.clear();
            TestGateway.await(() -> both.key("a", "a1").state() == KeyState.ACTIVE);

            for (int i = 0; i < 4; i++) {
                both.ask(Chat.unary("alone"));
            }

            assertThat(keysAtA(both).subList(2, 6)).containsExactlyInAnyOrder("a1", "a1", "a2", "a2");
        }
    }

    @Test
    void answersItselfWhileAllKeysCool() throws IOException {
        try (TwoProviders both = start(limiting(these("a1", "a2"), "retry-after: 40\r\n"), "next_key", 2)) {
            assertThat(both.ask(Chat.unary("alone")).text()).isEqualTo(LIMITED);
            assertThat(both.a().requests()).hasSize(2);

            Answer own = both.ask(Chat.unary("alone"));

            assertThat(own.status()).isEqualTo(429);
            assertThat(Stage.errorCode(own.text())).isEqualTo("upstream_rate_limited");
            assertThat(Integer.parseInt(own.header("retry-after"))).isBetween(1, 40);
            assertThat(own.text().toLowerCase(Locale.ROOT)).doesNotContain("sk-");
            assertThat(both.a().requests()).hasSize(2);
            // In any order: who has the answer may ask again before the exchange is settled.
            assertThat(both.gateway().settled(2))
                    .extracting(exchange -> exchange.route().attempts())
                    .containsExactlyInAnyOrder(2, 0);
            assertThat(both.ask(Chat.unary("m")).header("x-sluice-provider")).isEqualTo("b");
            assertThat(both.a().requests()).hasSize(2);
        }
    }

    @Test
    void servesAgainWhenTheFirstOfAllKeysHasCooled() throws IOException {
        Set<String> limited = these("a1", "a2");
        try (TwoProviders both = start(limiting(limited, "retry-after-ms: 150\r\n"), "next_key", 2)) {
            assertThat(both.ask(Chat.unary("alone")).status()).isEqualTo(429);
            limited.clear();
            TestGateway.await(() -> both.provider("a").keys().usable());

            assertThat(both.ask(Chat.unary("alone")).status()).isEqualTo(200);
        }
    }

    @Test
    void countsNoLimitAgainstAKeyOrItsProvider() throws IOException {
        try (TwoProviders both = start(limiting(these("a1", "a2"), "retry-after-ms: 1\r\n"), "relay", 2)) {
            for (int i = 0; i < 20; i++) {
                both.ask(Chat.unary("alone"));
                TestGateway.await(() -> both.provider("a").keys().usable());
            }

            assertThat(both.provider("a").keys().keys())
                    .extracting(ProviderKey::failures)
                    .containsOnly(0);
            assertThat(both.gateway().records().breakers()).isEmpty();
            assertThat(both.target("alone").vitals().health().reading().score()).isEqualTo(1);
        }
    }

    @Test
    void servesABurstThatMeetsALimitedKey() throws Exception {
        try (TwoProviders both = start(limiting(these("a1"), ""), "next_key", 2)) {
            List<Answer> answers = IntStream.range(0, 20)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return both.ask(Chat.unary("alone"));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();

            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(both.a().requests())
                    .extracting(ScriptedUpstream.Request::head)
                    .anyMatch(h -> h.contains("a2"));
        }
    }
}
