package dev.sluice.netty.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body into direct buffers, which count as held bytes as those of any body do. Used by one thread at a time.
 */
final class BodyOutput extends OutputStream {

    private static final int LARGEST_PART = 64 * 1024;
    private static final int SMALLEST_PART = 1024;

    private final RequestBody into;
    private final int partSize;
    private @Nullable ByteBuf part;
    private boolean refused;

    /** @param expected about how many bytes will be written */
    BodyOutput(RequestBody into, int expected) {
        this.into = into;
        this.partSize = Math.max(SMALLEST_PART, Math.min(expected, LARGEST_PART));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            ByteBuf open = open();
            int count = Math.min(left, open.writableBytes());
            open.writeBytes(from, at, count);
            at += count;
            left -= count;
        }
    }

    /** Whether there was no room for all of it. */
    boolean refused() {
        return refused;
    }

    @Override
    public void close() throws IOException {
        ByteBuf last = part;
        part = null;
        if (last != null) {
            take(last);
        }
    }

    private ByteBuf open() throws IOException {
        ByteBuf open = part;
        if (open != null && !open.isWritable()) {
            part = null;
            take(open);
            open = null;
        }
        if (open == null) {
            if (refused) {
                throw new IOException("no room for the body");
            }
            open = ByteBufAllocator.DEFAULT.directBuffer(partSize, partSize);
            part = open;
        }
        return open;
    }

    private void take(ByteBuf full) throws IOException {
        if (refused || into.take(full) != RequestBody.Verdict.TAKEN) {
            if (refused) {
                full.release();
            }
            refused = true;
            throw new IOException("no room for the body");
        }
    }
}
