package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.UpstreamError;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryHintsTest {

    private static final long MILLI = 1_000_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long NOW = Instant.parse("2026-01-02T03:04:05.250Z").toEpochMilli();

    /** Of headers in the order name, value, name, value. */
    private static RetryHints hints(String... headers) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return RetryHints.of(map::get, NOW);
    }

    @Test
    void saysNothingWhereNothingIsSaid() {
        assertThat(hints()).isSameAs(RetryHints.NONE);
        assertThat(hints("x-request-id", "r", "retry-after", "soon")).isSameAs(RetryHints.NONE);
        assertThat(RetryHints.NONE.coolNanos()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7000",
        "1.5, 1500",
        "0.001, 1",
        "'Fri, 02 Jan 2026 03:04:06 GMT', 750",
        "'Fri, 02 Jan 2026 03:04:05 GMT', 0",
        "'Thu, 01 Jan 1970 00:00:00 GMT', 0",
        "'Fri, 02 Jan 2099 03:04:05 GMT', 86400000",
        "999999999999999, 86400000",
        "86401, 86400000",
    })
    void readsRetryAfter(String value, long millis) {
        assertThat(hints("retry-after", value).afterNanos()).isEqualTo(millis * MILLI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1e9",
                "NaN",
                "Infinity",
                "0x10",
                "1d",
                "1.",
                ".5",
                "1,5",
                "7 s",
                "99999999999999999999",
                "Fri, 99 Jan 2026 03:04:06 GMT",
                "2026-01-02T03:04:06Z"
            })
    void ignoresARetryAfterThatIsMalformed(String value) {
        assertThat(hints("retry-after", value)).isSameAs(RetryHints.NONE);
        assertThat(hints("retry-after-ms", value, "retry-after", "2").afterNanos())
                .isEqualTo(2_000 * MILLI);
    }

    @Test
    void prefersMillisecondsToSeconds() {
        assertThat(hints("retry-after-ms", "12.5", "retry-after", "7").afterNanos())
                .isEqualTo(12 * MILLI + MILLI / 2);
    }

    @Test
    void readsWhetherToRetry() {
        assertThat(hints("x-should-retry", "true").shouldRetry()).isTrue();
        assertThat(hints("x-should-retry", "False").shouldRetry()).isFalse();
        assertThat(hints("x-should-retry", "maybe").shouldRetry()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "6m0s, 360000",
        "12ms, 12",
        "1s, 1000",
        "1h2m3.5s, 3723500",
        "500us, 0.5",
        "500µs, 0.5",
        "0s, 0",
        "999999999h, 86400000",
        "23h59m3600s, 86400000",
    })
    void readsTheResetOfALimitThatIsUsedUp(String value, double millis) {
        RetryHints hints = hints("x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", value);

        assertThat(hints.resetNanos()).isEqualTo((long) (millis * MILLI));
        assertThat(hints.coolNanos()).isEqualTo(hints.resetNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1s", "6", "s", "1x", "6m 0s", "6m-1s", "1.2.3s", "soon"})
    void ignoresAResetThatIsMalformed(String value) {
        assertThat(hints("x-ratelimit-reset-tokens", value)).isSameAs(RetryHints.NONE);
    }

    @Test
    void looksOnlyAtLimitsThatAreUsedUp() {
        RetryHints hints = hints(
                "x-ratelimit-remaining-requests", "5",
                "x-ratelimit-reset-requests", "1h",
                "x-ratelimit-reset-tokens", "9s");

        assertThat(hints.resetNanos()).isEqualTo(9_000 * MILLI);
        assertThat(hints("x-ratelimit-remaining-requests", "-1", "x-ratelimit-reset-requests", "1h"))
                .isSameAs(RetryHints.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0"})
    void ignoresALimitThatAzureDoesNotHave(String limit) {
        String[] headers = {
            "x-ratelimit-limit-tokens", limit, "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "1h"
        };

        assertThat(hints(headers)).isSameAs(RetryHints.NONE);
    }

    @Test
    void waitsForTheLastOfTheLimitsThatAreUsedUp() {
        RetryHints hints = hints(
                "x-ratelimit-reset-requests", "1s",
                "x-ratelimit-reset-tokens", "6s",
                "anthropic-ratelimit-input-tokens-remaining", "0",
                "anthropic-ratelimit-input-tokens-reset", "2026-01-02T03:04:08Z");

        assertThat(hints.resetNanos()).isEqualTo(6_000 * MILLI);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:06Z, 750",
        "2026-01-02T04:04:06+01:00, 750",
        "2026-01-02T03:04:06.5Z, 1250",
        "2025-01-02T03:04:06Z, 0",
        "+999999999-12-31T23:59:59Z, 86400000",
        "2026-01-02, -1",
        "10s, -1",
    })
    void readsAnthropicsResets(String value, long millis) {
        RetryHints hints =
                hints("anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-reset", value);

        assertThat(hints.resetNanos()).isEqualTo(millis < 0 ? -1 : millis * MILLI);
        assertThat(hints("anthropic-ratelimit-requests-remaining", "3", "anthropic-ratelimit-requests-reset", value))
                .isSameAs(RetryHints.NONE);
        assertThat(hints("anthropic-ratelimit-requests-reset", value)).isSameAs(RetryHints.NONE);
    }

    @Test
    void coolsAsLongAsRetryAfterSaysRatherThanTheResets() {
        RetryHints hints = hints("retry-after", "3", "x-ratelimit-reset-requests", "1h");

        assertThat(hints.coolNanos()).isEqualTo(3_000 * MILLI);
    }

    @ParameterizedTest
    @CsvSource({"34s, 34000", "34.074824224s, 34074", "0s, 0", "'', -1", "soon, -1", "-3s, -1", "999999h, 86400000"})
    void takesWhatTheErrorSaysWhereTheHeadersSayNothing(String delay, long millis) {
        UpstreamError error = new UpstreamError("RESOURCE_EXHAUSTED", "429", "", "", delay);

        RetryHints hints = RetryHints.NONE.and(error);

        assertThat(hints.afterNanos() < 0 ? -1 : hints.afterNanos() / MILLI).isEqualTo(millis);
        assertThat(hints("retry-after", "3", "x-should-retry", "true").and(error))
                .isEqualTo(hints("retry-after", "3", "x-should-retry", "true"));
        assertThat(hints("x-ratelimit-reset-requests", "1h").and(error).resetNanos())
                .isEqualTo(3_600_000 * MILLI);
    }

    @Test
    void neverFailsWhateverStandsThere() {
        String[] pieces = {"1", "9", "0", ".", "-", "s", "m", "h", "ms", ":", "T", "Z", "Fri, ", " ", "GMT", "é", "\0"};
        Random random = new Random(17);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                value.append(pieces[random.nextInt(pieces.length)]);
            }
            RetryHints hints = RetryHints.of(name -> name.endsWith("remaining") ? "0" : value.toString(), NOW);
            assertThat(hints.afterNanos()).isBetween(-1L, DAY_MILLIS * MILLI);
            assertThat(hints.resetNanos()).isBetween(-1L, DAY_MILLIS * MILLI);
        }
    }
}
