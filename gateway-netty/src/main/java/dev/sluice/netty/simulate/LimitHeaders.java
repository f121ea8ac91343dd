package dev.sluice.netty.simulate;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** How providers tell their limits in headers: OpenAI with durations, Anthropic with instants, Gemini not at all. */
final class LimitHeaders {

    private static final long SECOND = 1_000_000_000;

    private LimitHeaders() {}

    /** The limits; and where the request was not granted, when to come again. */
    static List<Received.Header> of(Voice voice, RateWindow.Standing standing) {
        if (standing.granted() || voice == Voice.GEMINI) {
            return limits(voice, standing);
        }
        List<Received.Header> headers = new ArrayList<>();
        headers.add(header("retry-after", Long.toString(up(standing.resetNanos(), SECOND))));
        if (voice == Voice.OPENAI) {
            headers.add(header("retry-after-ms", Long.toString(up(standing.resetNanos(), 1_000_000))));
        }
        headers.addAll(limits(voice, standing));
        return headers;
    }

    /** The limits; there are tokens left, so that who looks at the wrong family waits for the wrong time. */
    static List<Received.Header> limits(Voice voice, RateWindow.Standing standing) {
        return switch (voice) {
            case OPENAI ->
                List.of(
                        header("x-ratelimit-limit-requests", Integer.toString(standing.limit())),
                        header("x-ratelimit-remaining-requests", Integer.toString(standing.remaining())),
                        header("x-ratelimit-reset-requests", Quantity.text(standing.resetNanos())),
                        header("x-ratelimit-limit-tokens", "150000"),
                        header("x-ratelimit-remaining-tokens", "149984"),
                        header("x-ratelimit-reset-tokens", "6ms"));
            case ANTHROPIC -> anthropic(standing);
            case GEMINI -> List.of();
        };
    }

    private static List<Received.Header> anthropic(RateWindow.Standing standing) {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        // In whole seconds, and never too early.
        Instant reset = now.plusSeconds(1 + up(standing.resetNanos(), SECOND));
        List<Received.Header> headers = new ArrayList<>();
        String requests = "anthropic-ratelimit-requests-";
        headers.add(header(requests + "limit", Integer.toString(standing.limit())));
        headers.add(header(requests + "remaining", Integer.toString(standing.remaining())));
        headers.add(header(requests + "reset", reset.toString()));
        for (String tokens : List.of("tokens", "input-tokens", "output-tokens")) {
            headers.add(header("anthropic-ratelimit-" + tokens + "-limit", "150000"));
            headers.add(header("anthropic-ratelimit-" + tokens + "-remaining", "149000"));
            headers.add(header("anthropic-ratelimit-" + tokens + "-reset", now.toString()));
        }
        return headers;
    }

    private static Received.Header header(String name, String value) {
        return new Received.Header(name, value);
    }

    private static long up(long nanos, long unit) {
        return (nanos + unit - 1) / unit;
    }
}
