package dev.sluice.core.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells in some 50 ns whether an event of a stream is worth parsing: whether one of some keys stands anywhere in it,
 * with a value that matters. May say yes too often (a nested key), never no wrongly: inside of a JSON string every
 * quote has a backslash before it, so the bytes of a key with its two quotes and its colon cannot stand there.
 * Immutable, thread-safe.
 *
 * @param keys the keys in their quotes, none shorter than four letters
 * @param dull how values begin that do not matter
 * @param fourths what the fourth letters of the keys have in common, eight times
 * @param spread the bits in which they differ, eight times
 */
public record EventProbe(byte[][] keys, byte[][] dull, long fourths, long spread) {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;

    /** @param dull how values begin that do not matter */
    public static EventProbe of(List<String> keys, List<String> dull) {
        int all = 0xFF;
        int any = 0;
        for (String key : keys) {
            all &= key.charAt(3);
            any |= key.charAt(3);
        }
        return new EventProbe(
                keys.stream().map(key -> ascii('"' + key + '"')).toArray(byte[][]::new),
                dull.stream().map(EventProbe::ascii).toArray(byte[][]::new),
                any * ONES,
                (any & ~all) * ONES);
    }

    /** Whether any of the keys may stand in these bytes, with a value that matters. */
    public boolean finds(byte[] bytes, int from, int to) {
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

    /** Places of a quote with a possible fourth letter of a key four bytes on: rare, where those are much alike. */
    private long candidates(byte[] bytes, int at) {
        return zeros((word(bytes, at) ^ QUOTES) | ((word(bytes, at + 4) | spread) ^ fourths));
    }

    private boolean isAnyKey(long candidates, byte[] bytes, int at, int to) {
        for (long left = candidates; left != 0; left &= left - 1) {
            if (isKey(bytes, at + (Long.numberOfTrailingZeros(left) >>> 3), to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether bytes {@code from} to {@code to} begin with a prefix. */
    public static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
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

    /** Whether one of the keys stands here, with a value that matters. */
    private boolean isKey(byte[] bytes, int start, int to) {
        for (byte[] key : keys) {
            if (startsWith(key, bytes, start, to)) {
                int colon = skipSpace(bytes, start + key.length, to);
                return colon < to && bytes[colon] == ':' && matters(bytes, skipSpace(bytes, colon + 1, to), to);
            }
        }
        return false;
    }

    private boolean matters(byte[] bytes, int value, int to) {
        for (byte[] each : dull) {
            if (startsWith(each, bytes, value, to)) {
                return false;
            }
        }
        return value < to;
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
