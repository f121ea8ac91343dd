package dev.sluice.netty.wire;

import java.util.Arrays;

/**
 * The character classes of RFC 9110 section 5.6 as tables over a byte, and comparisons that ignore the case of letters.
 */
final class Ascii {
    static final byte SP = ' ';
    static final byte HTAB = '\t';
    static final byte CR = '\r';
    static final byte LF = '\n';

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String HOST_MARKS = "-._~%!$&'()*+;=";

    private static final boolean[] TOKEN = new boolean[256];
    private static final boolean[] HOST = new boolean[256];
    private static final byte[] LOWER = new byte[256];
    private static final byte[] HEX = new byte[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int c = 0; c < 256; c++) {
            boolean digit = c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean alphanumeric = digit || upper || (c >= 'a' && c <= 'z');
            TOKEN[c] = alphanumeric || TOKEN_MARKS.indexOf(c) >= 0;
            HOST[c] = alphanumeric || HOST_MARKS.indexOf(c) >= 0;
            LOWER[c] = (byte) (upper ? c + 32 : c);
        }
        for (int digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
            HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private Ascii() {}

    static boolean token(byte b) {
        return TOKEN[b & 0xff];
    }

    /** A byte of a registered name: unreserved, percent or a sub-delimiter other than the comma. */
    static boolean hostName(byte b) {
        return HOST[b & 0xff];
    }

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The value of a hexadecimal digit, -1 for any other byte. */
    static int hex(byte b) {
        return HEX[b & 0xff];
    }

    static boolean blank(byte b) {
        return b == SP || b == HTAB;
    }

    /** What may stand in a field value or a reason phrase: HTAB, SP, visible ASCII and obs-text. */
    static boolean text(byte b) {
        return b >= SP ? b != 0x7f : b < 0 || b == HTAB;
    }

    /**
     * Whether the bytes from {@code from} to {@code to} are {@code lower} (given in lower case), whatever their case.
     */
    static boolean same(byte[] bytes, int from, int to, byte[] lower) {
        return to - from == lower.length && startsWith(bytes, from, to, lower);
    }

    static boolean startsWith(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from < lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (LOWER[bytes[from + i] & 0xff] != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether two stretches of {@code length} bytes in the same array are equal, whatever their case. */
    static boolean same(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (LOWER[bytes[one + i] & 0xff] != LOWER[bytes[other + i] & 0xff]) {
                return false;
            }
        }
        return true;
    }

    /** Where {@code wanted} first stands in the bytes from {@code from} to {@code to}; {@code to} if it does not. */
    static int find(byte[] bytes, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }
}
