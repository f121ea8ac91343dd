package dev.sluice.netty.exchange;

import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A body on its way upstream while it still arrives. What it takes it gives to the connection. Lives on the event loop.
 */
final class Upload {

    private final UpstreamConnection to;
    private final boolean chunked;

    /** @param chunked whether the body's length is not known, so that it must be framed */
    Upload(UpstreamConnection to, boolean chunked) {
        this.to = to;
        this.chunked = chunked;
        to.sending();
    }

    /** Writes a part, not flushed; ownership moves in. */
    void write(ByteBuf part) {
        if (!chunked) {
            to.write(part);
            return;
        }
        ByteBuf size = to.alloc().directBuffer(16);
        HeadWriter.chunkSize(size, part.readableBytes());
        to.write(size);
        to.write(part);
        to.write(Unpooled.wrappedBuffer(HeadWriter.CRLF));
    }

    /** Flushes; whether the provider takes more. */
    boolean flush() {
        to.flush();
        return to.isWritable();
    }

    /** The body has ended. */
    void end() {
        if (chunked) {
            to.write(Unpooled.wrappedBuffer(HeadWriter.LAST_CHUNK));
        }
        to.sent();
        to.flush();
    }
}
