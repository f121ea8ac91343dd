package dev.sluice.core.request;

/**
 * The well-formed byte sequences of UTF-8 (RFC 3629, section 4): no overlong forms, no surrogates, nothing above
 * U+10FFFF.
 */
final class Utf8 {

    private Utf8() {}

    /** How many bytes a sequence has by its first one, which is not ASCII; 0: no sequence begins like this. */
    static int length(byte lead) {
        int value = lead & 0xFF;
        if (value < 0xC2) {
            return 0;
        }
        return value < 0xE0 ? 2 : value < 0xF0 ? 3 : value < 0xF5 ? 4 : 0;
    }

    /** Whether a whole sequence is well-formed; its bytes stand in {@code bits}, the last one lowest. */
    static boolean isWellFormed(int length, int bits) {
        return switch (length) {
            case 2 -> (bits & 0xE0C0) == 0xC080;
            case 3 -> (bits & 0xF0C0C0) == 0xE08080 && bits >= 0xE0A080 && (bits < 0xEDA080 || bits > 0xEDBFBF);
            default -> (bits & 0xF8C0C0C0) == 0xF0808080 && bits >= 0xF0908080 && bits <= 0xF48FBFBF;
        };
    }
}
