package dev.sluice.netty.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-decoding of a path segment (RFC 3986, section 2.1), as UTF-8; a broken escape stands for itself. */
final class PercentDecoding {

    private PercentDecoding() {}

    static String decode(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            int high = bytes[i] == '%' && i + 2 < to ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                out.write(bytes[i++]);
            } else {
                out.write(high << 4 | low);
                i += 3;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
