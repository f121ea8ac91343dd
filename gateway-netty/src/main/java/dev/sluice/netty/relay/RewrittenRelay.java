package dev.sluice.netty.relay;

import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Relays an answer that is changed as a whole: it is held until it is complete, and then written anew. One that is too
 * long for that is relayed as it is.
 */
public final class RewrittenRelay implements Relay {

    private static final int MAX_REWRITTEN = 1024 * 1024;

    private final Downstream downstream;
    private final UnaryOperator<byte[]> change;
    private final HeldBytes held = new HeldBytes();
    private @Nullable AnswerBody out;

    /** @param change gives the new body for the provider's; it does not fail */
    public RewrittenRelay(Downstream downstream, UnaryOperator<byte[]> change) {
        this.downstream = downstream;
        this.change = change;
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        if (out == null && held.size() + data.bytes() > MAX_REWRITTEN) {
            commitNow();
        }
        if (out != null) {
            out.whole(read, data);
            return;
        }
        held.take(read, data);
    }

    @Override
    public void end() {
        if (out == null) {
            byte[] changed = change.apply(held.copy());
            held.release();
            out = downstream.commit();
            out.own(Unpooled.wrappedBuffer(changed));
        }
        out.end();
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
        return false;
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
        return Usage.NONE;
    }
}
