package dev.sluice.core.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bodies in parts, as a network would bring them, and bodies after their edits. */
public final class Parts {

    private Parts() {}

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Two parts, cut at that offset; the first in a direct buffer and off its beginning, the second on the heap. */
    public static List<ByteBuffer> cut(byte[] body, int at) {
        ByteBuffer first = ByteBuffer.allocateDirect(at + 3);
        first.put(3, body, 0, at).position(3);
        return List.of(first.asReadOnlyBuffer(), ByteBuffer.wrap(body, at, body.length - at));
    }

    /** Every byte a part of its own. */
    public static List<ByteBuffer> bytes(byte[] body) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int at = 0; at < body.length; at++) {
            parts.add(ByteBuffer.wrap(body, at, 1));
        }
        return parts;
    }

    /** Parts of random sizes. */
    public static List<ByteBuffer> random(byte[] body, Random random) {
        List<ByteBuffer> parts = new ArrayList<>();
        int at = 0;
        while (at < body.length) {
            int length = Math.min(body.length - at, 1 + random.nextInt(40));
            parts.add(ByteBuffer.wrap(body, at, length));
            at += length;
        }
        return parts;
    }

    /** Applies edits; fails where they are not sorted or overlap. */
    public static byte[] apply(byte[] body, List<Splice> splices) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (Splice splice : splices) {
            if (splice.at() < at) {
                throw new AssertionError("overlapping or unsorted splices");
            }
            out.write(body, at, splice.at() - at);
            out.writeBytes(splice.insert());
            at = splice.at() + splice.remove();
        }
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }
}
