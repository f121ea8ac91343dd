package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/** A JSON body that is there as a whole, in pieces of 64 KiB, the first of them smaller. */
record Whole(byte[] bytes) implements Pieces {

    private static final int PIECE = 64 << 10;
    private static final int FIRST = 32;

    static Whole of(String json) {
        return new Whole(Json.utf8(json));
    }

    @Override
    public int count() {
        return 1 + (Math.max(0, bytes.length - FIRST) + PIECE - 1) / PIECE;
    }

    @Override
    public ByteBuf piece(int index, ByteBufAllocator allocator) {
        int start = index == 0 ? 0 : FIRST + (index - 1) * PIECE;
        int end = Math.min(bytes.length, FIRST + index * PIECE);
        return Unpooled.wrappedBuffer(bytes, start, end - start);
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
