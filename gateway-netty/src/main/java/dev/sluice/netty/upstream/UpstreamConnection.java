package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Method;
import dev.sluice.netty.loop.Causes;
import dev.sluice.netty.loop.Deadlines;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseDecoder;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a provider: idle in its pool, or leased to one attempt that hears its answer. Last handler of its
 * pipeline. Lives on the pool's event loop. A read buffer is owned from {@code channelRead} on by the decoder, which
 * hands it to the listener.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter
        implements ResponseDecoder.Sink, Deadlines.Expiry {

    private final UpstreamPool pool;
    private final Channel channel;
    private final ResponseDecoder decoder = new ResponseDecoder(this);
    private final Deadlines.Timer idleTimer;
    private final FlowGate gate;
    // A failed write is no event of its own: an answer that came before it must still be read.
    private final ChannelPromise unheard;
    private @Nullable AnswerListener listener;
    private boolean used;
    private boolean sending;

    UpstreamConnection(UpstreamPool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        this.unheard = new VoidChannelPromise(channel, false);
        this.idleTimer = pool.loop().deadlines().timer(this);
        this.gate = new FlowGate(channel, pool.loop().listener(), LoopListener.Side.UPSTREAM);
    }

    /** Leases the connection: what arrives from now on is told to the listener. */
    void lease(AnswerListener to) {
        listener = to;
        idleTimer.clear();
    }

    /** Announces the request that is written next; its method decides how the answer is framed. */
    public void expect(Method method) {
        decoder.expect(method);
    }

    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    /** Writes; ownership of the buffer moves to Netty's outbound. */
    public void write(ByteBuf buf) {
        channel.write(buf, unheard);
    }

    public void flush() {
        channel.flush();
    }

    /** The request's body is still being sent; until {@link #sent} the connection cannot serve another request. */
    public void sending() {
        sending = true;
    }

    /** The request has been written whole. */
    public void sent() {
        sending = false;
    }

    /** Whether the socket takes more; when it does again, the attempt's caller is told. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Whether it has served a request before: such a one may have gone stale. */
    boolean reused() {
        return used;
    }

    boolean isActive() {
        return channel.isActive();
    }

    /** The gate through which this connection's socket is read. */
    FlowGate gate() {
        return gate;
    }

    void idleUntil(long deadline) {
        // From here on it may go stale, whether it has served a request or not.
        used = true;
        idleTimer.set(deadline);
    }

    /** Gives the connection up, whatever it is doing; the listener hears nothing more. */
    void abandon() {
        listener = null;
        // TLS says goodbye before it closes: an answer that ends meanwhile must not bring the connection back to the
        // pool.
        decoder.close();
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        decoder.feed((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (listener != null) {
            listener.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && channel.isWritable()) {
            listener.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean answering = decoder.started();
        decoder.closed();
        decoder.close();
        idleTimer.remove();
        gate.close();
        AnswerListener cut = listener;
        listener = null;
        pool.gone(this);
        if (cut != null) {
            cut.failed(answering ? Failure.Code.UPSTREAM_CUT : Failure.Code.UPSTREAM_CLOSED);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Causes.note(cause);
        // A body that lasts until the connection ends has not ended well with a reset.
        decoder.close();
        // channelInactive follows and tells the listener.
        ctx.close();
    }

    @Override
    public void head(ResponseHead head) {
        if (listener != null) {
            listener.head(head);
        }
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        if (listener == null) {
            read.release();
        } else {
            listener.body(read, data);
        }
    }

    @Override
    public void end(ResponseDecoder.Afterwards afterwards) {
        AnswerListener done = listener;
        listener = null;
        used = true;
        gate.resume();
        // First the listener, who may still read the head: the next lease makes room for another answer's.
        if (done != null) {
            done.ended();
        }
        // An answer that came before its request was sent whole leaves a connection in an unknown state.
        if (afterwards == ResponseDecoder.Afterwards.REUSABLE
                && channel.isActive()
                && !sending
                && outboundBytes() == 0) {
            pool.release(this);
        } else {
            channel.close();
        }
    }

    @Override
    public void malformed(String why) {
        AnswerListener garbled = listener;
        listener = null;
        channel.close();
        if (garbled != null) {
            garbled.failed(Failure.Code.UPSTREAM_MALFORMED);
        }
    }

    @Override
    public void expired(long now) {
        // Only an idle connection has a deadline here.
        channel.close();
    }

    @Override
    public long outboundBytes() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public LoopListener.Side side() {
        return LoopListener.Side.UPSTREAM;
    }
}
