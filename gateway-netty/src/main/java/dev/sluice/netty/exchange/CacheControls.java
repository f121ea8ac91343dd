package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Controls;
import dev.sluice.netty.wire.Headers;
import java.util.Locale;

/**
 * Reads what a request says of caches: {@code cache-control} (RFC 9111, 5.2.1) and {@code x-sluice-cache-ttl}. What is
 * not known, or makes no sense, says nothing. Stateless.
 */
final class CacheControls {

    private static final byte[] CACHE_CONTROL = HeaderRules.ascii("cache-control");
    private static final byte[] TTL = HeaderRules.ascii("x-sluice-cache-ttl");
    private static final String MAX_AGE = "max-age=";

    /** A number has no more digits that says anything: some 30 years of milliseconds. */
    private static final int MOST_DIGITS = 12;

    private static final int NO_END = -1;

    private CacheControls() {}

    static Controls of(Headers headers) {
        Controls controls = Controls.NONE;
        for (int i = 0; i < headers.count(); i++) {
            if (headers.nameIs(i, CACHE_CONTROL)) {
                controls = directives(headers.value(i), controls);
            } else if (headers.nameIs(i, TTL)) {
                long ttl = ttl(headers.value(i));
                controls = ttl < 0
                        ? controls
                        : new Controls(controls.lookUp(), controls.store(), controls.maxAgeMillis(), ttl);
            }
        }
        return controls;
    }

    /** A quote without its end hides nothing: who says {@code no-store} behind it is understood. */
    private static Controls directives(String value, Controls before) {
        String said = value.toLowerCase(Locale.ROOT);
        Controls controls = before;
        boolean quotes = true;
        int end;
        for (int from = 0; from < said.length(); from = end + 1) {
            end = quotes ? end(said, from) : NO_END;
            if (end == NO_END) {
                // Looked for once: it would not be found behind the next comma either.
                quotes = false;
                int comma = said.indexOf(',', from);
                end = comma < 0 ? said.length() : comma;
            }
            controls = directive(said.substring(from, end).strip(), controls);
        }
        return controls;
    }

    /**
     * Where a directive ends: at a comma, but not at one that is quoted (RFC 9110, 5.6.4); {@link #NO_END}: a quote has
     * no end.
     */
    private static int end(String value, int from) {
        boolean quoted = false;
        for (int at = from; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == ',' && !quoted) {
                return at;
            }
            quoted ^= c == '"';
            if (c == '\\' && quoted) {
                at++;
            }
        }
        return quoted ? NO_END : value.length();
    }

    private static Controls directive(String directive, Controls before) {
        if (directive.equals("no-store")) {
            return new Controls(false, false, before.maxAgeMillis(), before.ttlMillis());
        }
        if (directive.equals("no-cache")) {
            return new Controls(false, before.store(), before.maxAgeMillis(), before.ttlMillis());
        }
        if (directive.startsWith(MAX_AGE)) {
            long seconds = number(unquoted(directive.substring(MAX_AGE.length())));
            return seconds < 0
                    ? before
                    : new Controls(
                            before.lookUp(),
                            before.store(),
                            Math.min(before.maxAgeMillis(), 1_000 * seconds),
                            before.ttlMillis());
        }
        return before;
    }

    /** An argument means the same in either form (RFC 9111, 5.2). */
    private static String unquoted(String argument) {
        int last = argument.length() - 1;
        boolean quoted = last > 0 && argument.charAt(0) == '"' && argument.charAt(last) == '"';
        return quoted ? argument.substring(1, last) : argument;
    }

    /** Seconds, or a number with a unit. */
    private static long ttl(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        int unit = 0;
        while (unit < text.length() && Character.digit(text.charAt(unit), 10) >= 0) {
            unit++;
        }
        long number = number(text.substring(0, unit));
        long millis = switch (text.substring(unit)) {
            case "ms" -> 1;
            case "", "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> -1;
        };
        return number < 0 || millis < 0 ? Controls.UNSAID : Math.min(number, Long.MAX_VALUE / millis) * millis;
    }

    /** A number from 0; -1: it is none. A very large one is as good as any large one. */
    private static long number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text.length() > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : text);
    }
}
