package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests beyond a limit: what their clients are told, and those within it. */
final class AccountLimitsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            requests_per_second: 1 | second_requests | 2000
            requests_per_minute: 1 | minute_requests | 120000
            requests_per_hour: 1 | hour_requests | 7200000
            burst: 1               | burst           | 60000
            """)
    void saysWhenToComeAgain(String limit, String kind, long mostMillis) throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { " + limit + " }"))) {
            assertThat(limited.ask().status()).isEqualTo(200);
            Answer refused = limited.ask();
            // Where a second passes in between, it may ask again.
            for (int i = 0; i < 100 && kind.equals("second_requests") && refused.status() == 200; i++) {
                refused = limited.ask();
            }

            assertThat(ErrorShape.require(refused, 429, "rate_limit_exceeded"))
                    .contains(kind)
                    .contains("of the key");
            long millis = Long.parseLong(refused.header("retry-after-ms"));
            assertThat(millis).isPositive().isLessThanOrEqualTo(mostMillis);
            assertThat(refused.header("retry-after")).isEqualTo(Long.toString((millis + 999) / 1000));
            assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo(kind.equals("burst") ? null : "0");
            assertThat(limited.gateway.records().limits()).containsExactly("KEY " + kind);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            requests_per_day: 1                    | day_requests  | rate_limit_exceeded
            tokens_per_day: 200                    | day_tokens    | rate_limit_exceeded
            budget: { usd: 0.0015, per: day }      | day_budget    | insufficient_quota
            """)
    void waitsForTheNextDay(String limit, String kind, String code) throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { " + limit + " }"))) {
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.booked(1);
            long before = toMidnight();
            Answer refused = limited.ask();
            long after = toMidnight();

            assertThat(ErrorShape.require(refused, 429, code)).contains(kind);
            // Of a part of a millisecond a whole one is waited.
            assertThat(Long.parseLong(refused.header("retry-after-ms"))).isBetween(after, before + 1);
        }
    }

    private static long toMidnight() {
        Instant now = Instant.now();
        return Duration.between(
                        now,
                        now.atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1).atStartOfDay(ZoneOffset.UTC))
                .toMillis();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tokens_per_minute: 100          | minute_tokens | rate_limit_exceeded
            tokens_per_hour: 100            | hour_tokens   | rate_limit_exceeded
            tokens_per_month: 100           | month_tokens  | rate_limit_exceeded
            'budget: { usd: 0.0009 , per: month }' | month_budget  | insufficient_quota
            """)
    void refusesWhatOneRequestAloneMayPass(String limit, String kind, String code) throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { " + limit + " }"))) {
            assertThat(ErrorShape.require(limited.ask(), 429, code)).contains(kind);
            assertThat(limited.upstream.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user   | users: [ { id: ann, limits: { requests_per_hour: 1 } } ] | hour_requests | rate_limit_exceeded
            tenant | tenants: [ { id: acme, limits: { requests_per_hour: 1 } } ] | hour_requests | rate_limit_exceeded
            role   | roles: [ { id: dev, limits: { requests_per_hour: 1 } } ] | hour_requests | rate_limit_exceeded
            user   | plans: [ { id: free, kind: free, limits: { requests_per_hour: 1 } } ] | plan | insufficient_quota
            """)
    void limitsWhomTheKeyBelongsTo(String scope, String section, String kind, String code) throws IOException {
        String all = section
                + (section.startsWith("users:") ? "" : "\nusers: [ { id: ann } ]")
                + (section.startsWith("roles:") ? "" : "\nroles: [ { id: dev } ]")
                + (section.startsWith("tenants:") ? "" : "\ntenants: [ { id: acme } ]");
        String whose = scope.equals("tenant") ? ", tenant: acme" : ", user: ann, role: dev";
        try (Limited limited = new Limited(Limited.key(whose) + all + "\n")) {
            assertThat(limited.ask().status()).isEqualTo(200);

            assertThat(ErrorShape.require(limited.ask(), 429, code))
                    .contains(kind)
                    .contains("of the " + scope);
        }
    }

    @Test
    void countsRequestsThatAreUnderWay() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.awaitProceed();
                connection.send(Limited.ANSWER);
            }
        });
        try (Limited limited = new Limited(upstream, "", Limited.key(", limits: { concurrency: 1 }"));
                RawClient first = new RawClient(limited.gateway.port())) {
            first.send(Limited.post(Limited.asking("m", 10)));
            dev.sluice.netty.testing.TestGateway.await(
                    () -> !upstream.requests().isEmpty());
            ErrorShape.require(limited.ask(), 429, "rate_limit_exceeded");
            upstream.proceed();
            assertThat(first.answer().status()).isEqualTo(200);
            limited.gateway.settled(2);

            upstream.proceed();
            assertThat(limited.ask().status()).isEqualTo(200);
        }
    }

    @Test
    void limitsWhatIsAskedOfAGroup() throws IOException {
        try (Limited limited =
                new Limited(ScriptedUpstream.answering(Limited.ANSWER), ", limits: { requests_per_hour: 2 }", "")) {
            assertThat(limited.together(5, Limited.post(Limited.asking("m", 10))))
                    .containsOnly(200, 429)
                    .filteredOn(status -> status == 200)
                    .hasSize(2);
            assertThat(ErrorShape.require(limited.ask(), 429, "rate_limit_exceeded"))
                    .contains("hour_requests of the group");
        }
    }

    @Test
    void tellsOpenAisClientsWhatIsLeft() throws IOException {
        try (Limited limited =
                new Limited(Limited.key(", limits: { requests_per_minute: 5, tokens_per_minute: 1000 }"))) {
            Answer answer = limited.ask();

            assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("5");
            assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("4");
            assertThat(answer.header("x-ratelimit-limit-tokens")).isEqualTo("1000");
            assertThat(answer.header("x-ratelimit-remaining-tokens")).matches("8[0-9]{2}");
            assertThat(answer.header("x-ratelimit-reset-requests")).matches("[12]m[0-9.]+s|[0-9.]+m?s");
            assertThat(answer.header("anthropic-ratelimit-requests-limit")).isNull();
        }
    }

    @Test
    void tellsAnthropicsClientsInTheirWay() throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { requests_per_day: 5 }"))) {
            String request = RawClient.post("/v1/messages", Limited.asking("m", 10))
                    .replaceFirst("\r\n", "\r\nx-api-key: secret\r\n");
            Answer answer = limited.send(request);

            assertThat(answer.header("anthropic-ratelimit-requests-limit")).isEqualTo("5");
            assertThat(answer.header("anthropic-ratelimit-requests-remaining")).isEqualTo("4");
            assertThat(answer.header("anthropic-ratelimit-requests-reset"))
                    .isEqualTo(Instant.now()
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate()
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toString());
            assertThat(answer.header("x-ratelimit-limit-requests")).isNull();
        }
    }

    @Test
    void passesTheProvidersHeadersOnWhereNothingIsLimited() throws IOException {
        try (Limited limited = new Limited(Limited.key(""))) {
            Answer answer = limited.ask();

            assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("77");
            assertThat(limited.booked(1).outputTokens()).isEqualTo(100);
        }
    }

    @Test
    void keepsNothingOfKeysOfNobodyWhereOnlyAccountsAreKept() throws IOException {
        String store = "store: { kind: memory, usage: accounts }\n";
        try (Limited limited = new Limited(Limited.key("") + store)) {
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.gateway.settled(1);
            limited.gateway.reload(limited.configuration(store + Limited.key(", limits: { requests_per_day: 5 }")));

            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.booked(1).requests()).isEqualTo(1);
        }
    }

    @Test
    void keepsNothingWhereEverybodyIsLetIn() throws IOException {
        try (Limited limited = new Limited("")) {
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.gateway.settled(1);
            limited.gateway.reload(limited.configuration(Limited.key("")));

            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.booked(1).requests()).isEqualTo(1);
        }
    }

    @Test
    void beginsALimitThatAReloadSetsAtWhatWasUsed() throws IOException {
        try (Limited limited = new Limited(Limited.key(""))) {
            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.booked(2);
            limited.gateway.reload(limited.configuration(Limited.key(", limits: { requests_per_day: 3 }")));

            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.ask().status()).isEqualTo(429);
        }
    }

    @Test
    void warnsOfABudgetThatIsUsedUp() throws IOException {
        try (Limited limited =
                new Limited(Limited.key(", limits: { budget: { usd: 0.0015, per: day, on_exceeded: warn } }"))) {
            Answer first = limited.ask();
            limited.booked(1);
            Answer second = limited.ask();

            assertThat(first.header("x-sluice-budget")).isNull();
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.header("x-sluice-budget")).isEqualTo("exceeded");
        }
    }

    @Test
    void countsNothingThatCameToNoProvider() throws IOException {
        try (Limited limited = new Limited(Limited.key(", models: [ m ], limits: { requests_per_day: 2 }"))) {
            for (int i = 0; i < 5; i++) {
                ErrorShape.require(
                        limited.send(Limited.post(Limited.asking("elsewhere", 10))), 403, "model_not_allowed_for_key");
            }

            limited.gateway.settled(5);
            assertThat(List.of(
                            limited.ask().status(),
                            limited.ask().status(),
                            limited.ask().status()))
                    .containsExactly(200, 200, 429);
        }
    }
}
