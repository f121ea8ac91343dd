package dev.sluice.netty.relay;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that are written and soon taken away again. One is shared by all translations of an event loop, so that none of
 * them needs a buffer of its own: it is empty between two reads. It never fails. Lives on its event loop.
 */
public final class ScratchOutput extends OutputStream {

    /** What is larger is let go of when it has been used. */
    private static final int MOST_KEPT = 256 * 1024;

    private static final int USUAL = 4 * 1024;

    private byte[] bytes;
    private int size;

    public ScratchOutput() {
        this(USUAL);
    }

    ScratchOutput(int capacity) {
        this.bytes = new byte[capacity];
    }

    @Override
    public void write(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The array that holds the bytes, from its beginning on; valid until something is written. */
    byte[] bytes() {
        return bytes;
    }

    /** Adds what another one holds. */
    void add(ScratchOutput other) {
        write(other.bytes, 0, other.size);
    }

    /** Takes back what was written behind a size. */
    void truncate(int to) {
        size = to;
    }

    void clear() {
        size = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[USUAL];
        }
    }

    private void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
