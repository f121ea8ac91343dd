package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a provider says when it fails: in a body of its own with this status, or in an event of a stream. What is empty
 * is what OpenAI says with the status.
 *
 * @param type the error's {@code type}
 * @param code the error's {@code code}
 * @param message the error's {@code message}
 */
public record ErrorAnswer(int status, String type, String code, String message, Advice advice) {

    static final int MAX_TEXT = 1000;

    public ErrorAnswer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status is from 200 to 599");
        }
        if (type.length() > MAX_TEXT || code.length() > MAX_TEXT || message.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a text of an error has at most " + MAX_TEXT + " characters");
        }
    }

    /** An error with this status, in OpenAI's words, without advice. */
    public static ErrorAnswer of(int status) {
        return new ErrorAnswer(status, "", "", "", Advice.NONE);
    }

    /** OpenAI's error with the members that are set here. */
    ApiError over(ApiError own) {
        return new ApiError(
                own.status(),
                type.isEmpty() ? own.type() : type,
                code.isEmpty() ? own.code() : code,
                own.param(),
                message.isEmpty() ? own.message() : message);
    }

    /**
     * When to come again, in headers. What is empty, or negative, is not sent.
     *
     * @param retryAfter {@code retry-after}, in seconds
     * @param retryAfterMillis {@code retry-after-ms}
     * @param shouldRetry {@code x-should-retry}
     * @param resetNanos when the limit of requests is reset, in each provider's own way
     */
    public record Advice(String retryAfter, String retryAfterMillis, String shouldRetry, long resetNanos) {

        /** No advice. */
        public static final Advice NONE = new Advice("", "", "", -1);

        List<Received.Header> headers(Voice voice) {
            List<Received.Header> headers = new ArrayList<>();
            add(headers, "retry-after", retryAfter);
            add(headers, "retry-after-ms", retryAfterMillis);
            add(headers, "x-should-retry", shouldRetry);
            if (resetNanos >= 0) {
                headers.addAll(LimitHeaders.limits(voice, new RateWindow.Standing(60, 0, resetNanos, false)));
            }
            return headers;
        }

        private static void add(List<Received.Header> headers, String name, String value) {
            if (!value.isEmpty()) {
                headers.add(new Received.Header(name, value));
            }
        }
    }
}
