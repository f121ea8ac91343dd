package dev.sluice.netty.exchange;

import dev.sluice.core.config.ServerSettings;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.netty.loop.Causes;
import dev.sluice.netty.loop.Deadlines;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.RequestDecoder;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: turns its bytes into exchanges, one at a time and in order. Last handler of its pipeline. A
 * read is owned by the decoder from {@code channelRead} on; body parts go to the exchange. While an exchange is under
 * way, reading goes on, so that a client that leaves is noticed, but only a bounded number of pipelined bytes is held.
 */
public final class ExchangeHandler extends ChannelInboundHandlerAdapter
        implements RequestDecoder.Sink, Deadlines.Expiry {

    private static final int MAX_PIPELINED = 64 * 1024;
    private static final int MAX_PIPELINED_READS = 64;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ExchangeLoop shared;
    private final Loop loop;
    private final Channel channel;
    private final RequestDecoder decoder = new RequestDecoder(RequestDecoder.Limits.STANDARD, this);
    private final Credential credential = new Credential();
    private final Deadlines.Timer clientTimer;
    private final Deadlines.Timer upstreamTimer;
    private final FlowGate gate;
    private final String remoteAddress;
    private @Nullable Exchange exchange;
    private long startedAt;
    private boolean decoding;
    private boolean nextWanted;
    private boolean headerTimed;
    private boolean lingerWanted;
    private boolean lingering;
    private boolean pipelineFull;
    private boolean uploadFull;

    /** Belongs to one active channel, whose event loop it must be added on. */
    public ExchangeHandler(ExchangeLoop shared, Channel channel) {
        this.shared = shared;
        this.loop = shared.loop();
        this.channel = channel;
        this.clientTimer = loop.deadlines().timer(this);
        this.upstreamTimer = loop.deadlines().timer(this::upstreamExpired);
        this.gate = new FlowGate(channel, loop.listener(), LoopListener.Side.CLIENT);
        this.remoteAddress = channel.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress()
                : "local";
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        Loop.add(loop.clientsIdle(), 1);
        clientTimer.set(System.nanoTime() + deadlines().idleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (lingering) {
            read.release();
            return;
        }
        if (exchange == null && decoder.idle()) {
            startedAt = System.nanoTime();
        }
        decoding = true;
        decoder.feed(read);
        decoding = false;
        decodeNext();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.clientReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange writing = exchange;
        FlowGate provider = writing == null ? null : writing.gate();
        if (writing == null || provider == null && !writing.replays()) {
            return;
        }
        if (channel.isWritable()) {
            if (provider != null) {
                provider.resume();
            }
            writing.clientTakesMore();
            clientTimer.clear();
        } else {
            if (provider != null) {
                provider.pause();
            }
            clientTimer.set(System.nanoTime() + deadlines().writeNanos());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        decoder.close();
        Exchange left = exchange;
        exchange = null;
        Loop.add(left == null ? loop.clientsIdle() : loop.clientsActive(), -1);
        if (left != null) {
            left.gone(Code.CLIENT_GONE);
        }
        clientTimer.remove();
        upstreamTimer.remove();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Causes.note(cause, exchange == null ? "no request" : Tracing.name(exchange.request()));
        // channelInactive follows and settles the exchange.
        channel.close();
    }

    @Override
    public void head(RequestHead head) {
        Exchange begun = begin(head);
        clientTimer.set(System.nanoTime() + deadlines().bodyNanos());
        begun.begin();
    }

    @Override
    public void body(ByteBuf part) {
        if (exchange == null) {
            part.release();
        } else {
            exchange.body(part);
        }
    }

    @Override
    public void bodyEnd() {
        if (exchange != null) {
            exchange.bodyEnd();
        }
    }

    @Override
    public void malformed(Failure failure) {
        Exchange spoilt = exchange == null ? begin(null) : exchange;
        spoilt.malformed(failure);
    }

    @Override
    public void expired(long now) {
        if (lingering || exchange == null && decoder.idle()) {
            channel.close();
        } else if (exchange == null) {
            // What still comes of this head must not begin another exchange.
            decoder.close();
            malformed(Failure.of(Code.REQUEST_TIMEOUT, "The head of the request did not arrive in time."));
        } else {
            exchange.clientExpired();
        }
    }

    @Override
    public long outboundBytes() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    ExchangeLoop shared() {
        return shared;
    }

    /** The timer of the exchange's waits for a provider; an exchange uses it until it is over. */
    Deadlines.Timer exchangeTimer() {
        return upstreamTimer;
    }

    /** The rest of the body is not waited for; the connection ends with the answer. */
    void leaveBody() {
        bodyRead();
        refuseBody();
        resumeUpload();
        lingerAfterAnswer();
    }

    /** The body has been read: the client has nothing more to do in time. */
    void bodyRead() {
        clientTimer.clear();
    }

    void refuseBody() {
        decoder.refuseBody();
    }

    /** The provider takes no more of the body for now. */
    void pauseUpload() {
        uploadFull = true;
        openGate();
    }

    void resumeUpload() {
        uploadFull = false;
        openGate();
    }

    void flush() {
        channel.flush();
    }

    /** All is written: flushes, and tells the exchange when the client has taken it. */
    void finish() {
        channel.flush();
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer != null && buffer.isEmpty()) {
            taken();
            return;
        }
        clientTimer.set(System.nanoTime() + deadlines().writeNanos());
        Exchange finishing = exchange;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess() && finishing != null) {
                finishing.taken();
            }
        });
    }

    /** The client may still be sending: closing at once would reset the connection and lose the answer. */
    void lingerAfterAnswer() {
        lingerWanted = true;
    }

    /** The exchange is settled, and the connection goes on with the next request. */
    void nextExchange() {
        idle();
        nextWanted = true;
        if (!decoding) {
            decodeNext();
            if (exchange != null) {
                // What was held is all there is for now: no end of a read will say so.
                exchange.clientReadComplete();
            }
        }
    }

    /** The exchange is settled, and so is the connection. */
    void lastExchangeOver() {
        idle();
        decoder.close();
        closeGently();
    }

    /** Ends the connection in the middle of an answer, so that the client can tell. */
    void cut(@Nullable AnswerBody body) {
        if (body != null && body.endsWithConnection()) {
            abort();
        } else {
            // What was written so far is the client's; that the end is missing, the framing tells.
            lingering = true;
            decoder.close();
            clientTimer.set(System.nanoTime() + deadlines().writeNanos());
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Resets the connection. */
    void abort() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Closes the connection if no request is under way on it; for a drain. */
    public void closeIfIdle() {
        if (exchange == null && decoder.idle()) {
            channel.close();
        }
    }

    private void taken() {
        if (exchange != null) {
            exchange.taken();
        }
    }

    /** Reads the client, or not: each of two reasons is enough not to. */
    private void openGate() {
        if (pipelineFull || uploadFull) {
            gate.pause();
        } else {
            gate.resume();
        }
    }

    private void upstreamExpired(long now) {
        if (exchange != null) {
            exchange.providerExpired(now);
        }
    }

    private void idle() {
        exchange = null;
        Loop.add(loop.clientsActive(), -1);
        Loop.add(loop.clientsIdle(), 1);
    }

    private Exchange begin(@Nullable RequestHead head) {
        ExchangeId own = loop.newId();
        String id = own.hex();
        long now = System.currentTimeMillis();
        String requestId = head == null ? id : RequestId.of(head, id);
        Arrival arrival = new Arrival(credential, own, id, requestId, remoteAddress, Tracing.of(head, id, shared), now);
        Request request = new Request(shared, head, arrival);
        ClientSide client = new ClientSide(channel, shared.head(), head, requestId);
        Exchange begun = new Exchange(this, request, client, new ExchangeTimes(startedAt, now));
        exchange = begun;
        headerTimed = false;
        Loop.add(loop.clientsIdle(), -1);
        Loop.add(loop.clientsActive(), 1);
        return begun;
    }

    /** Parses what is held until a request is under way or nothing is left; never deeper than one call. */
    private void decodeNext() {
        while (nextWanted && exchange == null) {
            nextWanted = false;
            startedAt = System.nanoTime();
            decoding = true;
            decoder.next();
            decoding = false;
        }
        if (lingering) {
            return;
        }
        // Resumed also while an exchange is under way: it may be the rest of its own body that has not been read yet.
        pipelineFull = decoder.held() > MAX_PIPELINED || decoder.heldReads() > MAX_PIPELINED_READS;
        openGate();
        if (exchange != null || pipelineFull) {
            return;
        }
        if (shared.draining()) {
            // The head of the last answer, which keeps the connection, may have left before the drain began.
            closeIfIdle();
        }
        if (decoder.idle()) {
            headerTimed = false;
            clientTimer.set(System.nanoTime() + deadlines().idleNanos());
        } else if (!headerTimed) {
            headerTimed = true;
            clientTimer.set(startedAt + deadlines().headerNanos());
        }
    }

    private void closeGently() {
        if (lingerWanted && channel instanceof DuplexChannel duplex) {
            lingering = true;
            pipelineFull = false;
            uploadFull = false;
            openGate();
            duplex.shutdownOutput();
            clientTimer.set(System.nanoTime() + LINGER_NANOS);
        } else {
            channel.close();
        }
    }

    private ServerSettings.Deadlines deadlines() {
        return shared.snapshot().server().deadlines();
    }
}
