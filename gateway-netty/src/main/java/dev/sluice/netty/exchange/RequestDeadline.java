package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.wire.Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a client gives its request, by {@code x-request-deadline-ms}: milliseconds from the request's first byte.
 *
 * @param nanos {@link #NONE} where it does not say
 */
record RequestDeadline(long nanos, @Nullable Failure problem) {

    static final long NONE = Long.MAX_VALUE;

    private static final byte[] NAME = HeaderRules.ascii("x-request-deadline-ms");
    private static final RequestDeadline UNSAID = new RequestDeadline(NONE, null);
    private static final RequestDeadline MALFORMED = new RequestDeadline(
            NONE,
            Failure.of(
                    Code.INVALID_REQUEST,
                    "The header x-request-deadline-ms must be a whole number from 1 to 86400000."));

    static RequestDeadline of(Headers headers) {
        int found = headers.find(NAME);
        if (found < 0) {
            return UNSAID;
        }
        long millis = 0;
        for (int at = headers.valueStart(found); at < headers.valueEnd(found); at++) {
            int digit = headers.bytes()[at] - '0';
            if (digit < 0 || digit > 9 || millis > TimeUnit.DAYS.toMillis(1)) {
                return MALFORMED;
            }
            millis = millis * 10 + digit;
        }
        return millis == 0 || millis > TimeUnit.DAYS.toMillis(1)
                ? MALFORMED
                : new RequestDeadline(TimeUnit.MILLISECONDS.toNanos(millis), null);
    }
}
