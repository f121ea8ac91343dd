package dev.sluice.core.resilience;

import dev.sluice.core.dialect.UpstreamError;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer says about trying again, in its headers: {@code retry-after-ms}, {@code retry-after}
 * (seconds, fractions too, or an HTTP date), {@code x-should-retry}, and how long until its limits are reset.
 *
 * @param afterNanos how long to wait; -1: not said
 * @param resetNanos how long until a limit that is used up is reset; -1: not said
 * @param shouldRetry what {@code x-should-retry} says; null: nothing
 */
public record RetryHints(
        long afterNanos, long resetNanos, @Nullable Boolean shouldRetry) {

    /** Nothing is said. */
    public static final RetryHints NONE = new RetryHints(-1, -1, null);

    private static final String[] OPENAI_LIMITS = {"requests", "tokens"};
    private static final String[] ANTHROPIC_LIMITS = {"requests", "tokens", "input-tokens", "output-tokens"};

    /**
     * Reads them. What is malformed is as if it were absent; nothing is longer than a day.
     *
     * @param header gives the value of a header by its lower-case name, null where it is absent
     */
    public static RetryHints of(Function<String, @Nullable String> header, long nowEpochMillis) {
        Instant now = Instant.ofEpochMilli(nowEpochMillis);
        long after = after(header, now);
        long reset = Math.max(openAiReset(header), anthropicReset(header, now));
        Boolean shouldRetry = shouldRetry(header.apply("x-should-retry"));
        return after < 0 && reset < 0 && shouldRetry == null ? NONE : new RetryHints(after, reset, shouldRetry);
    }

    private static long after(Function<String, @Nullable String> header, Instant now) {
        long millis = HeaderTimes.number(header.apply("retry-after-ms"), TimeUnit.MILLISECONDS);
        if (millis >= 0) {
            return millis;
        }
        String value = header.apply("retry-after");
        long seconds = HeaderTimes.number(value, TimeUnit.SECONDS);
        return seconds >= 0 ? seconds : HeaderTimes.httpDate(value, now);
    }

    /** The latest of the limits that are used up, for all of them must be reset. */
    private static long openAiReset(Function<String, @Nullable String> header) {
        long latest = HeaderTimes.UNSAID;
        for (String limit : OPENAI_LIMITS) {
            String remaining = header.apply("x-ratelimit-remaining-" + limit);
            if ((remaining == null || isNone(remaining)) && isLimit(header.apply("x-ratelimit-limit-" + limit))) {
                latest = Math.max(latest, HeaderTimes.duration(header.apply("x-ratelimit-reset-" + limit)));
            }
        }
        return latest;
    }

    private static long anthropicReset(Function<String, @Nullable String> header, Instant now) {
        long latest = HeaderTimes.UNSAID;
        for (String limit : ANTHROPIC_LIMITS) {
            String remaining = header.apply("anthropic-ratelimit-" + limit + "-remaining");
            if (remaining != null && isNone(remaining)) {
                String reset = header.apply("anthropic-ratelimit-" + limit + "-reset");
                latest = Math.max(latest, HeaderTimes.rfc3339(reset, now));
            }
        }
        return latest;
    }

    /** Azure says -1 where it does not know. */
    private static boolean isNone(String remaining) {
        return remaining.equals("0");
    }

    /** Azure says -1 or 0 of a limit that it does not have, and then anything of what is left of it. */
    private static boolean isLimit(@Nullable String limit) {
        return limit == null || !limit.equals("0") && !limit.startsWith("-");
    }

    private static @Nullable Boolean shouldRetry(@Nullable String value) {
        if ("true".equalsIgnoreCase(value)) {
            return Boolean.TRUE;
        }
        return "false".equalsIgnoreCase(value) ? Boolean.FALSE : null;
    }

    /** With what the error itself says, as Google's do, where the headers do not. */
    public RetryHints and(UpstreamError error) {
        long said = afterNanos >= 0 ? afterNanos : HeaderTimes.duration(error.retryDelay());
        return said == afterNanos ? this : new RetryHints(said, resetNanos, shouldRetry);
    }

    /** How long the key is to be left alone: {@link #afterNanos}, else {@link #resetNanos}, else -1. */
    public long coolNanos() {
        return afterNanos >= 0 ? afterNanos : resetNanos;
    }
}
