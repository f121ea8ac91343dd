package dev.sluice.netty.relay;

import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/**
 * Bytes of an answer that must wait before the client may see them, in order. Owns its buffers until they are given
 * away.
 */
final class HeldBytes {

    private final ArrayDeque<ByteBuf> slices = new ArrayDeque<>(4);
    private int size;

    /** Takes a slice; ownership moves in. */
    void take(ByteBuf slice) {
        slices.add(slice);
        size += slice.readableBytes();
    }

    /** Takes the data of one read; ownership of {@code read} moves in. */
    void take(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size(); i++) {
            take(read.retainedSlice(data.from(i), data.to(i) - data.from(i)));
        }
        read.release();
    }

    /** How many bytes are held. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** A copy of all of it. */
    byte[] copy() {
        byte[] bytes = new byte[size];
        int at = 0;
        for (ByteBuf slice : slices) {
            int length = slice.readableBytes();
            slice.getBytes(slice.readerIndex(), bytes, at, length);
            at += length;
        }
        return bytes;
    }

    /** Gives all of it to an answer, in order. */
    void give(AnswerBody body) {
        for (ByteBuf slice = slices.poll(); slice != null; slice = slices.poll()) {
            body.slice(slice);
        }
        size = 0;
    }

    /** Moves all of it behind what another holds. */
    void giveTo(HeldBytes other) {
        for (ByteBuf slice = slices.poll(); slice != null; slice = slices.poll()) {
            other.take(slice);
        }
        size = 0;
    }

    void release() {
        for (ByteBuf slice = slices.poll(); slice != null; slice = slices.poll()) {
            slice.release();
        }
        size = 0;
    }
}
