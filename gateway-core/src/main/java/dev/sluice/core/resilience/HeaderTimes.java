package dev.sluice.core.resilience;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long to wait out of header values. Everything is in nanoseconds from now, not negative, at most a day; what
 * is absent or malformed is {@link #UNSAID}. Stateless.
 */
final class HeaderTimes {

    static final long UNSAID = -1;
    static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(24);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,15})?");

    /** As Go prints durations. */
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,15}(?:\\.[0-9]{1,15})?(?:h|ms|m|s|us|µs|ns))+");

    private static final Pattern PART = Pattern.compile("([0-9.]+)([a-zµ]+)");

    private HeaderTimes() {}

    /** A number of such units. */
    static long number(@Nullable String value, TimeUnit unit) {
        return value != null && NUMBER.matcher(value).matches() ? nanos(value, unit.toNanos(1)) : UNSAID;
    }

    /** A duration such as {@code 6m0s}, {@code 12ms}, {@code 1.5s}. */
    static long duration(@Nullable String value) {
        if (value == null || value.length() > 100 || !DURATION.matcher(value).matches()) {
            return UNSAID;
        }
        long sum = 0;
        Matcher part = PART.matcher(value);
        while (part.find()) {
            sum = Math.min(LONGEST_NANOS, sum + nanos(part.group(1), unitNanos(part.group(2))));
        }
        return sum;
    }

    /** A moment as HTTP has it, such as {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    static long httpDate(@Nullable String value, Instant now) {
        try {
            return value == null
                    ? UNSAID
                    : until(
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant(),
                            now);
        } catch (DateTimeException malformed) {
            return UNSAID;
        }
    }

    /** A moment by RFC 3339, such as {@code 2026-01-02T03:04:05Z}. */
    static long rfc3339(@Nullable String value, Instant now) {
        try {
            return value == null ? UNSAID : until(OffsetDateTime.parse(value).toInstant(), now);
        } catch (DateTimeException malformed) {
            return UNSAID;
        }
    }

    private static long until(Instant then, Instant now) {
        long seconds = then.getEpochSecond() - now.getEpochSecond();
        if (seconds >= TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS)) {
            return LONGEST_NANOS;
        }
        return seconds < 0 ? 0 : Math.max(0, TimeUnit.SECONDS.toNanos(seconds) + then.getNano() - now.getNano());
    }

    private static long nanos(String number, long unitNanos) {
        return (long) Math.min((double) LONGEST_NANOS, Double.parseDouble(number) * unitNanos);
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "h" -> TimeUnit.HOURS.toNanos(1);
            case "m" -> TimeUnit.MINUTES.toNanos(1);
            case "s" -> TimeUnit.SECONDS.toNanos(1);
            case "ms" -> TimeUnit.MILLISECONDS.toNanos(1);
            case "ns" -> 1;
            default -> TimeUnit.MICROSECONDS.toNanos(1);
        };
    }
}
