package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection, behind the codec and the aggregator: answers its requests one after the other, in order. It
 * reads on while it answers, so that a client that leaves is noticed at once. Each request is owned here, and released
 * when its answer begins.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How many requests may wait behind the one being answered; over it the connection is closed. */
    private static final int MAX_WAITING = 64;

    private final Answers answers;
    private final Tally tally;
    private final Queue<Arrival> waiting = new ArrayDeque<>();
    private List<Received.Header> headers = List.of();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Delivery current;

    /** A request with its headers as they came. */
    private record Arrival(FullHttpRequest request, List<Received.Header> headers) {}

    Connection(Answers answers, Tally tally) {
        this.answers = answers;
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    /** A request begins; it arrives when its body is complete. */
    void begins(List<Received.Header> asTheyCame) {
        headers = asTheyCame;
    }

    /** The answer is delivered: the next one, or the end. */
    void finished(Delivery.Request request) {
        current = null;
        ChannelHandlerContext here = context;
        if (here == null) {
            return;
        }
        if (!request.keepAlive()) {
            here.close();
            return;
        }
        Arrival next = waiting.poll();
        if (next != null) {
            answer(here, next);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext here) {
        context = here;
        tally.connected();
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        context = null;
        tally.disconnected();
        if (current != null) {
            current.abandoned();
            current = null;
        }
        waiting.forEach(arrival -> arrival.request().release());
        waiting.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object message) {
        Arrival arrival = new Arrival((FullHttpRequest) message, headers);
        if (current == null) {
            answer(here, arrival);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(arrival);
        } else {
            arrival.request().release();
            here.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (current != null && here.channel().isWritable()) {
            current.writable();
        }
    }

    /** A connection that broke, which is the client's affair; or a bug. */
    @Override
    public void exceptionCaught(ChannelHandlerContext here, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("An answer could not be made", cause);
        }
        here.close();
    }

    private void answer(ChannelHandlerContext here, Arrival arrival) {
        FullHttpRequest request = arrival.request();
        Delivery delivery;
        try {
            boolean readable = request.decoderResult().isSuccess();
            boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
            Reply reply = readable ? reply(arrival) : Reply.refusal(ApiError.invalid(400, null, null, "Bad HTTP."));
            boolean keepAlive = readable && http11 && HttpUtil.isKeepAlive(request);
            delivery = new Delivery(this, here, new Delivery.Request(request.uri(), keepAlive, http11), reply);
        } finally {
            request.release();
        }
        current = delivery;
        delivery.start();
    }

    private Reply reply(Arrival arrival) {
        FullHttpRequest request = arrival.request();
        String path = Answers.path(request.uri());
        if (path.startsWith("/_sim/")) {
            return observation(path);
        }
        byte[] body = ByteBufUtil.getBytes(request.content());
        tally.received(Received.of(request, arrival.headers(), body));
        return answers.to(request, body);
    }

    private Reply observation(String path) {
        Received last = tally.last();
        if (path.equals("/_sim/stats")) {
            return Reply.observation(tally.stats().json(last));
        }
        if (path.equals("/_sim/last") && last != null) {
            return Reply.observation(last.json());
        }
        Reply refusal = Reply.refusal(ApiError.invalid(404, null, null, "There are /_sim/stats and /_sim/last."));
        return new Reply(refusal.status(), refusal.pieces(), Script.DEFAULT, refusal.spent(), Outcome.OBSERVED);
    }
}
