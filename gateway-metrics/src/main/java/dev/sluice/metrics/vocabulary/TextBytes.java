package dev.sluice.metrics.vocabulary;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text of an exposition as bytes, made without a string for each number. For one thread. */
final class TextBytes {

    private static final int INITIAL = 16_384;

    /** The whole numbers below have no exponent in a text. */
    private static final double PLAIN = 10_000_000;

    private byte[] bytes = new byte[INITIAL];
    private int length;

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** And begins anew. */
    void writeTo(OutputStream to) throws IOException {
        to.write(bytes, 0, length);
        clear();
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    TextBytes put(byte[] text) {
        return put(text, text.length);
    }

    TextBytes put(TextBytes text) {
        return put(text.bytes, text.length);
    }

    private TextBytes put(byte[] text, int count) {
        ensure(count);
        System.arraycopy(text, 0, bytes, length, count);
        length += count;
        return this;
    }

    TextBytes put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A label's value: quotes, backslashes and ends of lines are escaped. */
    TextBytes escaped(String text) {
        return escaped(text, true);
    }

    /** A help text of the older form, in which quotes stand as they are. */
    TextBytes help(String text) {
        return escaped(text, false);
    }

    private TextBytes escaped(String text, boolean quotes) {
        ensure(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= 0x80) {
                // Nearly never: the rest at once, for a character may be two of them.
                return put(of(escapedRest(text.substring(i), quotes)));
            }
            if (each == '\\' || each == '\n' || (quotes && each == '"')) {
                bytes[length++] = '\\';
            }
            bytes[length++] = each == '\n' ? (byte) 'n' : (byte) each;
        }
        return this;
    }

    private static String escapedRest(String text, boolean quotes) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return quotes ? escaped.replace("\"", "\\\"") : escaped;
    }

    /** Decimal digits. */
    TextBytes number(long value) {
        if (value < 0) {
            return put(of(Long.toString(value)));
        }
        int digits = 1;
        for (long rest = value; rest > 9; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** As {@link Double#toString(double)}, but for what is not finite. */
    TextBytes number(double value) {
        if (value >= 0 && value < PLAIN && value == (long) value) {
            return number((long) value).put('.').put('0');
        }
        if (Double.isInfinite(value)) {
            return put(of(value > 0 ? "+Inf" : "-Inf"));
        }
        return put(of(Double.toString(value)));
    }

    /** Seconds since 1970, to the millisecond. */
    TextBytes timestamp(long epochMillis) {
        number(epochMillis / 1000).put('.');
        long millis = epochMillis % 1000;
        return put((char) ('0' + millis / 100))
                .put((char) ('0' + millis / 10 % 10))
                .put((char) ('0' + millis % 10));
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
