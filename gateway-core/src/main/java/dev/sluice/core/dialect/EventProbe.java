package dev.sluice.core.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Tells in some 50 ns whether an event of a stream is worth parsing: whether a key {@code usage} or {@code error} with a value
 * other than null stands anywhere in it. May say yes too often (a nested key), never no wrongly: inside of a JSON string every
 * quote has a backslash before it, so the bytes of a key with its two quotes and its colon cannot stand there. Stateless.
 */
final class EventProbe {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long U = 'u' * ONES;
    private static final long G = 'g' * ONES;
    private static final long R = 'r' * ONES;

    private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private EventProbe() {}

    static boolean holdsUsageOrError(byte[] bytes, int from, int to) {
        int at = from;
        // A u with a g three bytes on, or two r in a row: both rare enough, and each needs one comparison for eight places.
        for (; at <= to - 11; at += Long.BYTES) {
            long word = word(bytes, at);
            long found = zeros((word ^ U) | (word(bytes, at + 3) ^ G)) | zeros((word ^ R) | (word(bytes, at + 1) ^ R));
            while (found != 0) {
                if (isKeyAround(bytes, at + (Long.numberOfTrailingZeros(found) >>> 3), from, to)) {
                    return true;
                }
                found &= found - 1;
            }
        }
        for (; at < to; at++) {
            if (isKeyAround(bytes, at, from, to)) {
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

    private static boolean isKeyAround(byte[] bytes, int at, int from, int to) {
        return switch (bytes[at]) {
            case 'u' -> isKey(USAGE, bytes, at - 1, from, to);
            case 'r' -> isKey(ERROR, bytes, at - 2, from, to);
            default -> false;
        };
    }

    private static boolean isKey(byte[] key, byte[] bytes, int start, int from, int to) {
        if (start < from || !startsWith(key, bytes, start, to)) {
            return false;
        }
        int colon = skipSpace(bytes, start + key.length, to);
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
