package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
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
    private final KeyBook keys;
    private final Tally tally;
    private final Queue<Arrival> waiting = new ArrayDeque<>();
    private List<Received.Header> headers = List.of();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Delivery current;

    /** A request with its headers as they came. */
    private record Arrival(FullHttpRequest request, List<Received.Header> headers) {}

    Connection(Answers answers, KeyBook keys, Tally tally) {
        this.answers = answers;
        this.keys = keys;
        this.tally = tally;
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
            delivery = request.decoderResult().isSuccess() ? delivery(here, arrival) : refusal(here, request);
        } finally {
            request.release();
        }
        current = delivery;
        delivery.start();
    }

    private Delivery refusal(ChannelHandlerContext here, FullHttpRequest request) {
        Delivery.Request refused = new Delivery.Request(request.uri(), false, false, null);
        return new Delivery(this, here, refused, observation(400, "Bad HTTP."));
    }

    private Delivery delivery(ChannelHandlerContext here, Arrival arrival) {
        FullHttpRequest request = arrival.request();
        String path = Answers.path(request.uri());
        Reply reply;
        Tally.Entry entry = null;
        if (path.startsWith("/_sim/")) {
            reply = observation(path, request.uri());
        } else {
            byte[] body = ByteBufUtil.getBytes(request.content());
            KeyBook.Caller caller = keys.caller(request);
            entry = tally.received(Received.of(request, arrival.headers(), body), caller.key());
            reply = answers.to(request, body, caller);
        }
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        boolean keepAlive = http11 && HttpUtil.isKeepAlive(request);
        return new Delivery(this, here, new Delivery.Request(request.uri(), keepAlive, http11, entry), reply);
    }

    private Reply observation(String path, String target) {
        Received last = tally.last();
        if (path.equals("/_sim/stats")) {
            return Reply.observation(200, StatsJson.of(tally.stats(), tally.ledger(), last));
        }
        if (path.equals("/_sim/last") && last != null) {
            return Reply.observation(200, last.json());
        }
        if (path.equals("/_sim/ledger")) {
            return Reply.lines(tally.ledger().linesAfter(after(target)));
        }
        return observation(404, "There are /_sim/stats, /_sim/ledger and /_sim/last.");
    }

    /** The number of the line behind which a reader goes on; 0: it begins. */
    private static long after(String target) {
        List<String> given = new QueryStringDecoder(target).parameters().getOrDefault("after", List.of());
        return !given.isEmpty() && given.get(0).matches("[0-9]{1,18}") ? Long.parseLong(given.get(0)) : 0;
    }

    private static Reply observation(int status, String message) {
        return Reply.observation(
                status, ApiError.invalid(status, null, null, message).json());
    }
}
