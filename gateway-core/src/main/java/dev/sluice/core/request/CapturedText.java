package dev.sluice.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The unescaped text of one short key or value, as UTF-8. Bounded: what does not fit is dropped and remembered as
 * {@link #overflows}. Reused from value to value; single-threaded.
 */
final class CapturedText {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int capacity;
    private int length;
    private boolean overflows;
    private int highSurrogate;

    CapturedText(int capacity) {
        this.capacity = capacity;
        this.bytes = new byte[capacity + Long.BYTES];
    }

    void clear() {
        length = 0;
        overflows = false;
        highSurrogate = 0;
    }

    int length() {
        return length;
    }

    boolean overflows() {
        return overflows;
    }

    void append(ByteBuffer in, int from, int to) {
        if (from == to) {
            return;
        }
        endSurrogate();
        if (to - from > capacity - length) {
            overflows = true;
            return;
        }
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            WORDS.set(bytes, length, ByteRuns.word(in, at));
            length += Long.BYTES;
        }
        for (; at < to; at++) {
            bytes[length++] = in.get(at);
        }
    }

    void append(byte value) {
        endSurrogate();
        put(value);
    }

    /** A whole multi-byte sequence; its bytes stand in {@code bits}, the last one lowest. */
    void append(int sequenceLength, int bits) {
        endSurrogate();
        for (int left = sequenceLength - 1; left >= 0; left--) {
            put((byte) (bits >> (8 * left)));
        }
    }

    /** A UTF-16 code unit, from an escape. Two surrogates make a character; a lone one becomes U+FFFD. */
    void appendUnit(int unit) {
        if (Character.isLowSurrogate((char) unit) && highSurrogate != 0) {
            int point = Character.toCodePoint((char) highSurrogate, (char) unit);
            highSurrogate = 0;
            putPoint(point);
            return;
        }
        endSurrogate();
        if (Character.isHighSurrogate((char) unit)) {
            highSurrogate = unit;
        } else {
            putPoint(Character.isLowSurrogate((char) unit) ? 0xFFFD : unit);
        }
    }

    /** To be called where the text ends: a surrogate may still be waiting for its partner. */
    void end() {
        endSurrogate();
    }

    /** Whether this is the text, which is ASCII. */
    boolean is(String text) {
        return !overflows && isAsciiText(text);
    }

    /** Whether this is the text, as UTF-8. */
    boolean is(byte[] utf8) {
        return !overflows && Arrays.equals(bytes, 0, length, utf8, 0, utf8.length);
    }

    /** The text; {@code previous} itself where it is the same, so that what repeats is made once. */
    String string(@Nullable String previous) {
        return previous != null && isAsciiText(previous)
                ? previous
                : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The text as a decimal integer; {@code whenNone} where it is not one or does not fit a long. */
    long integer(long whenNone) {
        boolean negative = length > 0 && bytes[0] == '-';
        int from = negative ? 1 : 0;
        if (overflows || length == from || length - from > 18) {
            return whenNone;
        }
        long value = 0;
        for (int at = from; at < length; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return whenNone;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private boolean isAsciiText(String text) {
        if (text.length() != length) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (bytes[at] < 0 || bytes[at] != text.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private void endSurrogate() {
        if (highSurrogate != 0) {
            highSurrogate = 0;
            putPoint(0xFFFD);
        }
    }

    private void putPoint(int point) {
        if (point < 0x80) {
            put((byte) point);
        } else if (point < 0x800) {
            put((byte) (0xC0 | (point >> 6)));
            put((byte) (0x80 | (point & 0x3F)));
        } else if (point < 0x10000) {
            put((byte) (0xE0 | (point >> 12)));
            put((byte) (0x80 | ((point >> 6) & 0x3F)));
            put((byte) (0x80 | (point & 0x3F)));
        } else {
            put((byte) (0xF0 | (point >> 18)));
            put((byte) (0x80 | ((point >> 12) & 0x3F)));
            put((byte) (0x80 | ((point >> 6) & 0x3F)));
            put((byte) (0x80 | (point & 0x3F)));
        }
    }

    private void put(byte value) {
        if (length < capacity) {
            bytes[length++] = value;
        } else {
            overflows = true;
        }
    }
}
