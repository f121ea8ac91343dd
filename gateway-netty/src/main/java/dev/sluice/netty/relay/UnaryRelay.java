package dev.sluice.netty.relay;

import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer that is no stream: bytes untouched, usage read as they pass. A success commits with its first byte;
 * an error is held until it is judged, for which there is a bound.
 */
public final class UnaryRelay implements Relay {

    private final Downstream downstream;
    private final @Nullable AnswerReader reader;
    private final HeldBytes held = new HeldBytes();
    private final boolean hold;
    private final StreamRelay.@Nullable Progress progress;
    private @Nullable AnswerBody out;

    private UnaryRelay(
            Downstream downstream,
            @Nullable AnswerReader reader,
            boolean hold,
            StreamRelay.@Nullable Progress progress) {
        this.downstream = downstream;
        this.reader = reader;
        this.hold = hold;
        this.progress = progress;
    }

    /** Relays a success; {@code reader} is null where the bytes cannot be read, as when they are compressed. */
    public static UnaryRelay success(Downstream downstream, @Nullable AnswerReader reader) {
        return new UnaryRelay(downstream, reader, false, null);
    }

    /** Relays a success that comes bit by bit, though not as events: its first byte counts as output. */
    public static UnaryRelay growing(
            Downstream downstream, @Nullable AnswerReader reader, StreamRelay.Progress progress) {
        return new UnaryRelay(downstream, reader, false, progress);
    }

    /** Relays an error. */
    public static UnaryRelay error(Downstream downstream) {
        return new UnaryRelay(downstream, null, true, null);
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        if (reader != null) {
            for (int i = 0; i < data.size(); i++) {
                reader.read(read.internalNioBuffer(data.from(i), data.to(i) - data.from(i)));
            }
        }
        if (out != null) {
            out.whole(read, data);
        } else if (!hold) {
            if (progress != null) {
                progress.output();
            }
            out = downstream.commit();
            out.whole(read, data);
        } else {
            held.take(read, data);
        }
    }

    @Override
    public void end() {
        commitNow();
        if (out != null) {
            out.end();
        }
    }

    @Override
    public void commitNow() {
        if (out == null) {
            out = downstream.commit();
            out.held(held);
        }
    }

    @Override
    public boolean isFull() {
        return out == null && held.size() >= MAX_HELD;
    }

    @Override
    public byte[] heldBytes() {
        return held.copy();
    }

    @Override
    public boolean committed() {
        return out != null;
    }

    @Override
    public void release() {
        held.release();
    }

    @Override
    public Usage usage() {
        return reader == null ? Usage.NONE : reader.usage();
    }
}
