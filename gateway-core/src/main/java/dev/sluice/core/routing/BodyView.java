package dev.sluice.core.routing;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The beginning of a body as a stream. Where the body is longer, it is cut in front of a character or an escape, and a
 * quote is put behind it: so a string that is cut ends there and can be read. Single-threaded; borrows the parts, which
 * stay as they are.
 */
final class BodyView extends InputStream {

    private final List<ByteBuffer> body;
    private final boolean cut;

    /** Bytes that are left, the quote not counted. */
    private int left;

    private int part;
    private int at;
    private boolean quoted;

    BodyView(List<ByteBuffer> body, int most) {
        this.body = body;
        long length = 0;
        for (ByteBuffer part : body) {
            length += part.remaining();
        }
        this.cut = length > most;
        this.left = cut ? cleanCut(most) : (int) length;
        this.quoted = !cut;
    }

    /** Whether the body is longer than what is shown of it. */
    boolean isCut() {
        return cut;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int most) {
        if (most == 0) {
            return 0;
        }
        if (left == 0) {
            return quote(into, from);
        }
        ByteBuffer current = body.get(part);
        while (at == current.remaining()) {
            current = body.get(++part);
            at = 0;
        }
        int length = Math.min(Math.min(most, left), current.remaining() - at);
        current.get(current.position() + at, into, from, length);
        at += length;
        left -= length;
        return length;
    }

    private int quote(byte[] into, int from) {
        if (quoted) {
            return -1;
        }
        quoted = true;
        into[from] = '"';
        return 1;
    }

    /** The last offset up to this one that stands neither in an escape nor in a character of several bytes. */
    private int cleanCut(int most) {
        int end = most;
        while (end > 0 && (byteAt(end) & 0xC0) == 0x80) {
            end--;
        }
        // An escape has six bytes at the most. Where its backslash is one of several, all of them are left out.
        int backslash = end - 1;
        while (backslash > end - 6 && backslash > 0 && byteAt(backslash) != '\\') {
            backslash--;
        }
        if (backslash <= end - 6 || backslash <= 0) {
            return end;
        }
        while (backslash > 0 && byteAt(backslash - 1) == '\\') {
            backslash--;
        }
        return backslash;
    }

    private byte byteAt(int offset) {
        int before = 0;
        for (ByteBuffer candidate : body) {
            if (offset < before + candidate.remaining()) {
                return candidate.get(candidate.position() + offset - before);
            }
            before += candidate.remaining();
        }
        throw new IndexOutOfBoundsException(offset);
    }
}
