package dev.sluice.core.request;

import dev.sluice.core.request.JsonScanner.Event;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A hash of the beginning of a body's prompt, by which requests that begin alike are sent with the same key, so that
 * the provider's own prompt cache stays warm. The prompt is the value of {@code messages}, {@code input},
 * {@code prompt} or {@code contents}, whichever stands first, and of {@code system}, {@code instructions} or
 * {@code systemInstruction} where they stand before it. Single-threaded and reused from body to body; borrows its
 * parts.
 */
public final class PromptPrefix {

    /** How many bytes of the prompt count. */
    static final int LENGTH = 1024;

    /** How many bytes of a body are looked at in search of it. */
    static final int MOST_LOOKED_AT = 256 * 1024;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final JsonScanner scanner = new JsonScanner();
    private final byte[] prefix = new byte[LENGTH];
    private int length;

    /** Whether the value that is being read, or was read last, is the prompt itself. */
    private boolean inPrompt;

    /** Whether such a value is being read, or one of those that may stand before it. */
    private boolean inside;

    /** The hash; 0 when there is no prompt among what is looked at. */
    public long hash(List<ByteBuffer> body) {
        scanner.reset();
        length = 0;
        inPrompt = false;
        inside = false;
        int left = MOST_LOOKED_AT;
        for (ByteBuffer part : body) {
            int to = part.position() + Math.min(left, part.remaining());
            left -= to - part.position();
            scanner.part(part.position());
            if (!read(body, part, to)) {
                break;
            }
        }
        return length == 0 ? 0 : hash();
    }

    /** Reads piece by piece, so as to stop soon behind the last byte that counts; false when there is enough. */
    private boolean read(List<ByteBuffer> body, ByteBuffer part, int to) {
        for (int at = part.position(); at < to; ) {
            at = Math.min(to, at + LENGTH);
            Event event = scanner.next(part, at);
            while (event == Event.KEY || event == Event.VALUE) {
                if (event == Event.KEY) {
                    key();
                } else {
                    inside = false;
                    keep(body, scanner.valueEnd());
                }
                if (isEnough()) {
                    return false;
                }
                event = scanner.next(part, at);
            }
            if (event == Event.INVALID) {
                return false;
            }
            if (inside && scanner.valueStart() >= 0 && scanner.offset() - scanner.valueStart() >= LENGTH - length) {
                keep(body, scanner.offset());
                return false;
            }
        }
        return true;
    }

    private boolean isEnough() {
        return length == LENGTH || inPrompt && !inside;
    }

    private void key() {
        CapturedText key = scanner.text();
        inPrompt = key.is("messages") || key.is("input") || key.is("prompt") || key.is("contents");
        inside = inPrompt || length == 0 && isSystem(key);
        if (inside) {
            scanner.watchWhole();
        }
    }

    private static boolean isSystem(CapturedText key) {
        return key.is("system")
                || key.is("instructions")
                || key.is("systemInstruction")
                || key.is("system_instruction");
    }

    /** Keeps of the value what counts. */
    private void keep(List<ByteBuffer> body, int end) {
        int from = scanner.valueStart();
        int to = Math.min(end, from + LENGTH - length);
        int before = 0;
        for (ByteBuffer part : body) {
            int first = Math.max(from, before);
            int last = Math.min(to, before + part.remaining());
            if (first < last) {
                part.get(part.position() + first - before, prefix, length, last - first);
                length += last - first;
            }
            before += part.remaining();
            if (before >= to) {
                return;
            }
        }
    }

    private long hash() {
        long hash = length;
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) WORDS.get(prefix, at));
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << Byte.SIZE | prefix[at] & 0xFF;
        }
        hash = mixed(hash ^ rest);
        return hash == 0 ? 1 : hash;
    }

    /** The finalizer of MurmurHash3 with a constant added, so that zeros count. */
    private static long mixed(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
