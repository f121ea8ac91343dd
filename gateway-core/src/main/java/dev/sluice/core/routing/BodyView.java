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

    private static final int LONGEST_CHARACTER = 4;
    private static final int LONGEST_ESCAPE = 6;

    /** A bound of the work for a body that is made to cause it; with more of them the cut may not be clean. */
    private static final int MOST_BACKSLASHES = 64;

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

    /** The last offset up to this one, which is not small, that stands neither in an escape nor inside a character. */
    private int cleanCut(int most) {
        int end = most;
        while (end > most - LONGEST_CHARACTER + 1 && (byteAt(end) & 0xC0) == 0x80) {
            end--;
        }
        int escape = end - 1;
        while (escape >= end - LONGEST_ESCAPE + 1 && byteAt(escape) != '\\') {
            escape--;
        }
        if (escape < end - LONGEST_ESCAPE + 1) {
            return end;
        }
        // Which of several backslashes begins one cannot be told from here: all are left out, unless there are too
        // many.
        while (escape > end - MOST_BACKSLASHES && byteAt(escape - 1) == '\\') {
            escape--;
        }
        return escape;
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
