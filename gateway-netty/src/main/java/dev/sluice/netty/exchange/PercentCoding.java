package dev.sluice.netty.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of a path segment (RFC 3986, section 2.1), as UTF-8; a broken escape stands for itself. */
final class PercentCoding {

    private static final byte[] UNRESERVED = "-._~".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private PercentCoding() {}

    static String decode(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            int value = escape(bytes, i, to);
            out.write(value < 0 ? bytes[i] : value);
            i += value < 0 ? 1 : 3;
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the escape at this place stands for; -1 where there is none. */
    static int escape(byte[] bytes, int at, int to) {
        int high = bytes[at] == '%' && at + 2 < to ? Character.digit(bytes[at + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(bytes[at + 2], 16);
        return low < 0 ? -1 : high << 4 | low;
    }

    static byte[] encode(String segment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(segment.length() + 8);
        for (byte value : segment.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(value)) {
                out.write(value);
            } else {
                out.write('%');
                out.write(DIGITS[value >> 4 & 0xF]);
                out.write(DIGITS[value & 0xF]);
            }
        }
        return out.toByteArray();
    }

    private static boolean isUnreserved(byte value) {
        if (value >= '0' && value <= '9' || (value | 0x20) >= 'a' && (value | 0x20) <= 'z') {
            return true;
        }
        for (byte other : UNRESERVED) {
            if (value == other) {
                return true;
            }
        }
        return false;
    }
}
