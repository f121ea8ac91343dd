package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;

/** A body that is there as a whole, in pieces of 64 KiB, the first of them smaller. */
record Whole(byte[] bytes, AsciiString type) implements Pieces {

    private static final int PIECE = 64 << 10;
    private static final int FIRST = 32;

    private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");
    private static final AsciiString LINES = AsciiString.cached("application/x-ndjson");
    private static final byte[] PAGE = Json.utf8("<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head>"
            + "<body><h1>One more step</h1><p>Please complete the security check.</p></body></html>\n");

    /** JSON. */
    static Whole of(String json) {
        return new Whole(Json.utf8(json), HttpHeaderValues.APPLICATION_JSON);
    }

    /** JSON, one object a line. */
    static Whole lines(String lines) {
        return new Whole(Json.utf8(lines), LINES);
    }

    /** A page for people, as something before the provider may send it. */
    static Whole page() {
        return new Whole(PAGE, HTML);
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
