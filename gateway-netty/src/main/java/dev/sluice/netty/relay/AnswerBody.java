package dev.sluice.netty.relay;

import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer on its way to the client: framed as the client needs it, written but not flushed. Every buffer
 * that comes in is given to Netty's outbound or released here. Bytes that already are whole chunks go through as they
 * are.
 */
public final class AnswerBody {

    private static final int SIZE_LINE = 10;
    private static final long NOT_ENDED = -1;
    private static final ByteBuf CRLF = fixed(HeadWriter.CRLF);
    private static final ByteBuf LAST_CHUNK = fixed(HeadWriter.LAST_CHUNK);

    private final Channel client;
    private Framing framing;
    private final boolean sameChunks;
    private long bytes;
    private long sent = NOT_ENDED;
    private long mostBytes;
    private @Nullable Runnable beyond;
    private @Nullable Tap tap;

    /** Sees what is written, in order and without framing; borrows it for the call. */
    public interface Tap {

        void wrote(ByteBuf from, int at, int length);

        void wrote(byte[] from, int length);
    }

    /**
     * @param framing how the client finds the body's end
     * @param source how the bytes that are passed on are framed
     */
    public AnswerBody(Channel client, Framing framing, Framing source) {
        this.client = client;
        this.framing = framing;
        this.sameChunks = framing == Framing.CHUNKED && source == Framing.CHUNKED;
    }

    /**
     * Nobody takes any more of it: from now on everything is let go of. When there have been {@code most} more bytes,
     * {@code then} is told, perhaps more than once.
     */
    public void discard(long most, Runnable then) {
        framing = Framing.NONE;
        mostBytes = bytes + most;
        beyond = then;
    }

    /** From now on somebody sees what is written. */
    public void tap(Tap by) {
        tap = by;
    }

    /** Whether only the connection's end tells the client where the body ends. */
    public boolean endsWithConnection() {
        return framing == Framing.CLOSE;
    }

    /** Body bytes written so far, framing left out. */
    public long bytes() {
        return sent == NOT_ENDED ? bytes : sent;
    }

    /** Passes one read on, whole; verbatim where it already is what the client's framing needs. */
    public void whole(ByteBuf read, Ranges data) {
        if (sameChunks ? data.verbatim() : framing != Framing.CHUNKED && isWhole(read, data)) {
            bytes += data.bytes();
            show(read, data);
            write(read);
            return;
        }
        begin(data.bytes());
        ranges(read, data);
        finish(data.bytes());
    }

    /** Passes on what is held and then the given ranges of a read, as one part. Takes the read. */
    public void parts(HeldBytes held, ByteBuf read, Ranges data) {
        int total = held.size() + data.bytes();
        begin(total);
        held.give(this);
        ranges(read, data);
        finish(total);
    }

    /** Passes on what is held. */
    public void held(HeldBytes held) {
        int total = held.size();
        begin(total);
        held.give(this);
        finish(total);
    }

    /** Passes on bytes of the gateway's own. */
    public void own(ByteBuf own) {
        int total = own.readableBytes();
        begin(total);
        slice(own);
        finish(total);
    }

    /** Passes on a copy of bytes of the gateway's own, framed in the same buffer. */
    public void copy(byte[] own, int length) {
        if (length == 0) {
            return;
        }
        ByteBuf buf = client.alloc().directBuffer(SIZE_LINE + length + HeadWriter.CRLF.length);
        if (framing == Framing.CHUNKED) {
            HeadWriter.chunkSize(buf, length);
        }
        buf.writeBytes(own, 0, length);
        if (framing == Framing.CHUNKED) {
            buf.writeBytes(HeadWriter.CRLF);
        }
        bytes += length;
        if (tap != null) {
            tap.wrote(own, length);
        }
        write(buf);
    }

    /** Bytes of the body, without any framing, that the head's buffer holds behind it. */
    public void wentWithHead(int length) {
        bytes += length;
    }

    /** Writes the body's end; whatever may still come is let go of. */
    public void end() {
        if (framing == Framing.CHUNKED) {
            write(LAST_CHUNK.duplicate());
        }
        framing = Framing.NONE;
        sent = sent == NOT_ENDED ? bytes : sent;
    }

    void slice(ByteBuf slice) {
        bytes += slice.readableBytes();
        if (tap != null) {
            tap.wrote(slice, slice.readerIndex(), slice.readableBytes());
        }
        write(slice);
    }

    private void show(ByteBuf read, Ranges data) {
        if (tap != null) {
            for (int i = 0; i < data.size(); i++) {
                tap.wrote(read, data.from(i), data.to(i) - data.from(i));
            }
        }
    }

    private void ranges(ByteBuf read, Ranges data) {
        int last = data.size() - 1;
        for (int i = 0; i < last; i++) {
            slice(read.retainedSlice(data.from(i), data.to(i) - data.from(i)));
        }
        if (last >= 0) {
            // The last range takes the read's own reference along.
            slice(read.readerIndex(data.from(last)).writerIndex(data.to(last)));
        } else {
            read.release();
        }
    }

    /** Bytes that are written again and again; releasing a duplicate does nothing. */
    private static ByteBuf fixed(byte[] bytes) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }

    private static boolean isWhole(ByteBuf read, Ranges data) {
        return data.size() == 1 && data.from(0) == read.readerIndex() && data.to(0) == read.writerIndex();
    }

    private void begin(int total) {
        if (framing == Framing.CHUNKED && total > 0) {
            ByteBuf line = client.alloc().directBuffer(SIZE_LINE);
            HeadWriter.chunkSize(line, total);
            write(line);
        }
    }

    private void finish(int total) {
        if (framing == Framing.CHUNKED && total > 0) {
            write(CRLF.duplicate());
        }
    }

    private void write(ByteBuf buf) {
        if (framing == Framing.NONE) {
            buf.release();
            if (beyond != null && bytes > mostBytes) {
                beyond.run();
            }
        } else {
            client.write(buf, client.voidPromise());
        }
    }
}
