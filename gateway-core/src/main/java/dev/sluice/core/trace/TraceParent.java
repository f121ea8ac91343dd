package dev.sluice.core.trace;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent} (W3C Trace Context, section 3.2): which trace a request belongs to, and the span of
 * its caller. Immutable.
 *
 * @param traceId 32 hexadecimal digits in lower case, not all zero
 * @param spanId not 0
 * @param sampled whether the caller may have recorded its span
 */
public record TraceParent(String traceId, long spanId, boolean sampled) {

    private static final int LENGTH = 55;
    private static final int SAMPLED = 1;

    /** Null for what the specification calls invalid; of a later version what this one knows is read. */
    public static @Nullable TraceParent parse(String text) {
        if (text.length() < LENGTH || !hasItsForm(text)) {
            return null;
        }
        String traceId = text.substring(3, 35);
        long spanId = HexFormat.fromHexDigitsToLong(text, 36, 52);
        int flags = HexFormat.fromHexDigits(text, 53, LENGTH);
        boolean none = spanId == 0 || traceId.chars().allMatch(digit -> digit == '0');
        return none ? null : new TraceParent(traceId, spanId, (flags & SAMPLED) != 0);
    }

    private static boolean hasItsForm(String text) {
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean fits = i == 2 || i == 35 || i == 52 ? c == '-' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!fits) {
                return false;
            }
        }
        return switch (text.substring(0, 2)) {
            case "00" -> text.length() == LENGTH;
            case "ff" -> false;
            default -> text.length() == LENGTH || text.charAt(LENGTH) == '-';
        };
    }

    /** The header's value. */
    public String text() {
        return "00-" + traceId + "-" + spanText(spanId) + (sampled ? "-01" : "-00");
    }

    /** A span's id as it is written: 16 hexadecimal digits. */
    public static String spanText(long spanId) {
        return HexFormat.of().toHexDigits(spanId);
    }
}
