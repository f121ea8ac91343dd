package dev.sluice.core.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Tells in some 50 ns whether an event of a stream is worth parsing: whether a key {@code usage} or {@code error} with
 * a value other than null stands anywhere in it. May say yes too often (a nested key), never no wrongly: inside of a
 * JSON string every quote has a backslash before it, so the bytes of a key with its two quotes and its colon cannot
 * stand there. Stateless.
 */
final class EventProbe {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long G_TO_O = ('g' ^ 'o') * ONES;
    private static final long O = 'o' * ONES;

    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private EventProbe() {}

    static boolean holdsUsageOrError(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 20; at += 16) {
            long first = candidates(bytes, at);
            long second = candidates(bytes, at + 8);
            if ((first | second) != 0 && (isAnyKey(first, bytes, at, to) || isAnyKey(second, bytes, at + 8, to))) {
                return true;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '"' && isKey(bytes, at, to)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Places of a quote with a g or an o four bytes on: rare, and both keys have it, for these letters differ in one
     * bit.
     */
    private static long candidates(byte[] bytes, int at) {
        return zeros((word(bytes, at) ^ QUOTES) | ((word(bytes, at + 4) | G_TO_O) ^ O));
    }

    private static boolean isAnyKey(long candidates, byte[] bytes, int at, int to) {
        for (long left = candidates; left != 0; left &= left - 1) {
            if (isKey(bytes, at + (Long.numberOfTrailingZeros(left) >>> 3), to)) {
                return true;
            }
        }
        return false;
    }

    static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int at = 0; at < prefix.length; at++) {
            if (bytes[from + at] != prefix[at]) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the keys stands here, with a value that is not null. */
    private static boolean isKey(byte[] bytes, int start, int to) {
        if (!startsWith(USAGE, bytes, start, to) && !startsWith(ERROR, bytes, start, to)) {
            return false;
        }
        int colon = skipSpace(bytes, start + USAGE.length, to);
        if (colon == to || bytes[colon] != ':') {
            return false;
        }
        int value = skipSpace(bytes, colon + 1, to);
        return value < to && !startsWith(NULL, bytes, value, to);
    }

    private static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
        return at;
    }

    private static long word(byte[] bytes, int at) {
        return (long) WORDS.get(bytes, at);
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }
}
