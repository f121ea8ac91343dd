package dev.sluice.netty.simulate;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes as people write them: {@code 20ms}, {@code 16MiB}. */
final class Quantity {

    /** What is returned for text that is neither; out of every range. */
    static final long UNREADABLE = -1;

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,10})([a-zA-Z]{0,3})");
    private static final Map<String, Long> NANOS =
            Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L);
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "B", 1L, "KB", 1_000L, "MB", 1_000_000L, "KiB", 1L << 10, "MiB", 1L << 20);

    private Quantity() {}

    /** A duration in nanoseconds, or {@link #UNREADABLE}. Only 0 needs no unit. */
    static long nanos(String text) {
        return text.equals("0") ? 0 : read(text, NANOS);
    }

    /** A size in bytes, or {@link #UNREADABLE}. */
    static long bytes(String text) {
        return read(text, BYTES);
    }

    /** A duration as providers write it in their limit headers: {@code 12ms}, {@code 1.5s}, {@code 6m0s}. */
    static String text(long nanos) {
        long millis = (nanos + 999_999) / 1_000_000;
        if (millis < 1_000) {
            return millis + "ms";
        }
        String minutes = millis < 60_000 ? "" : millis / 60_000 + "m";
        long rest = millis % 60_000;
        String fraction = rest % 1_000 == 0
                ? ""
                : "." + String.valueOf(1_000 + rest % 1_000).substring(1);
        return minutes + rest / 1_000 + fraction + "s";
    }

    private static long read(String text, Map<String, Long> units) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return UNREADABLE;
        }
        Long unit = units.get(matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        if (unit == null || number > Long.MAX_VALUE / unit) {
            return UNREADABLE;
        }
        return number * unit;
    }
}
