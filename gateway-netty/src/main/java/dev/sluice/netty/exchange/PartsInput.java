package dev.sluice.netty.exchange;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads a body's parts one after the other, as one stream. Borrows them; single-threaded. */
final class PartsInput extends InputStream {

    private final List<ByteBuffer> parts;
    private int part;
    private int at;

    PartsInput(List<ByteBuffer> parts) {
        this.parts = parts;
    }

    @Override
    public int read() {
        return goToNext() ? parts.get(part).get(parts.get(part).position() + at++) & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!goToNext()) {
            return -1;
        }
        ByteBuffer from = parts.get(part);
        int count = Math.min(length, from.remaining() - at);
        from.get(from.position() + at, into, offset, count);
        at += count;
        return count;
    }

    /** Goes to the part that has bytes left; false when none has. */
    private boolean goToNext() {
        while (part < parts.size() && at == parts.get(part).remaining()) {
            part++;
            at = 0;
        }
        return part < parts.size();
    }
}
