package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.request.Method;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.AnswerHead;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one exchange: writes heads and the gateway's own answers, and knows whether the connection can
 * be kept. Writes are not flushed here. Lives on the exchange's event loop.
 */
final class ClientSide {

    private static final int SMALL_BYTES = 8 * 1024;
    private static final int OK = 200;
    private static final byte[] CONTINUE = HeaderRules.ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] REQUEST_ID = HeaderRules.ascii("x-request-id: ");
    private static final byte[] ATTEMPTS = HeaderRules.ascii("x-sluice-attempts: ");
    private static final byte[] CONTENT_LENGTH = HeaderRules.ascii("content-length: ");
    private static final byte[] CHUNKED = HeaderRules.ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = HeaderRules.ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = HeaderRules.ascii("connection: keep-alive\r\n");
    private static final byte[] JSON = HeaderRules.ascii("content-type: application/json\r\n");
    private static final byte[] NO_CACHE = HeaderRules.ascii("cache-control: no-cache\r\n");
    private static final byte[] NO_BUFFERING = HeaderRules.ascii("x-accel-buffering: no\r\n");
    private static final byte[] PRIVATE = HeaderRules.ascii("cache-control: private\r\n");
    private static final byte[] PRIVATE_NO_CACHE = HeaderRules.ascii("cache-control: private, no-cache\r\n");
    private static final byte[] CACHE_CONTROL_NAME = HeaderRules.ascii("cache-control");
    private static final byte[] ACCEL_NAME = HeaderRules.ascii("x-accel-buffering");

    private static final byte[] CONTENT_TYPE = HeaderRules.ascii("content-type: ");

    private final Channel channel;
    private final AnswerHead out;
    private final String requestId;
    private final boolean http10;
    private final boolean head;
    private boolean keepAlive;
    private int status;
    private @Nullable AnswerBody body;
    private long localBytes;
    private @Nullable Caching caching;

    /**
     * One of a new exchange.
     *
     * @param out what heads are made in, of the event loop's own
     * @param request null when its head could not be read
     */
    ClientSide(Channel channel, AnswerHead out, @Nullable RequestHead request, String requestId) {
        this.channel = channel;
        this.out = out;
        this.requestId = requestId;
        this.http10 = request != null && request.http10();
        this.head = request != null && request.method() == Method.HEAD;
        this.keepAlive = request != null && request.keepAlive();
    }

    /** Caches have to do with the exchange. */
    void cachedBy(Caching by) {
        caching = by;
    }

    /** Whether the client takes more. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** The connection ends with this answer. */
    void closeAfter() {
        keepAlive = false;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    /** The status that was written; 0 before. */
    int status() {
        return status;
    }

    /** Bytes of the answer's body that were written. */
    long bodyBytes() {
        return body == null ? localBytes : body.bytes();
    }

    void continue100() {
        channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
    }

    /** Writes an answer of the gateway's own, whole. */
    void write(LocalAnswer answer) {
        status = answer.status();
        out.begin(status).put(JSON).date(System.currentTimeMillis()).ascii(answer.lines());
        cacheLines();
        out.put(CONTENT_LENGTH).decimal(answer.body().length).end();
        finishHead();
        ByteBuf whole = buffer(head ? 0 : answer.body().length);
        if (!head) {
            whole.writeBytes(answer.body());
            localBytes = answer.body().length;
        }
        channel.write(whole, channel.voidPromise());
    }

    /** With the head, and room for more. */
    private ByteBuf buffer(int more) {
        ByteBuf buffer = channel.alloc().directBuffer(out.length() + more);
        out.writeTo(buffer);
        return buffer;
    }

    /**
     * How an answer came about.
     *
     * @param limits header lines about limits that hold for the client; the provider's own are then left out
     */
    record Relayed(int attempts, Content content, String limits) {}

    /** Writes the head of a provider's answer; its body goes into what this gives. */
    AnswerBody relay(ResponseHead from, TargetWire target, Relayed relayed) {
        Content content = relayed.content();
        status = content.isTranslated() ? OK : from.status();
        Framing framing = framing(from, content);
        out.begin(status);
        copyLines(from.headers(), relayed);
        out.put(content.lines()).ascii(relayed.limits());
        boolean events = content.isTranslated() ? content.isEvents() : from.eventStream();
        if (events) {
            streamLines(from.headers());
        } else if (isPrivate()) {
            out.put(PRIVATE);
        }
        cacheLines();
        if (framing == Framing.LENGTH || head && from.contentLength() >= 0) {
            long length = content.isTranslated() ? content.length() : from.contentLength();
            out.put(CONTENT_LENGTH).decimal(length).end();
        } else if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        }
        if (target.clientLines().length > 0) {
            out.put(target.clientLines())
                    .put(ATTEMPTS)
                    .decimal(relayed.attempts())
                    .end();
        }
        finishHead();
        channel.write(buffer(0), channel.voidPromise());
        AnswerBody begun = new AnswerBody(channel, framing, from.framing());
        body = begun;
        Keeping keeping = caching == null ? null : caching.keeping();
        if (keeping != null) {
            keeping.begun(from, content, begun);
        }
        return begun;
    }

    /** Those of the provider's lines that go to the client. */
    private void copyLines(Headers headers, Relayed relayed) {
        Content content = relayed.content();
        for (int i = 0; i < headers.count(); i++) {
            if (HeaderRules.goesToClient(headers, i)
                    && !(isPrivate() && headers.nameIs(i, CACHE_CONTROL_NAME))
                    && !(content.isTranslated() && HeaderRules.isOfBody(headers, i))
                    && (relayed.limits().isEmpty() || !LimitHeaders.isOne(headers, i))) {
                out.line(headers, i);
            }
        }
    }

    /**
     * Writes the head of an answer that is told again; its body goes into what this gives. One that is whole and small
     * goes with its head, in one buffer: copying it takes less than to write two.
     */
    AnswerBody replay(Entry entry, Request request, long epochMillis) {
        status = OK;
        Answer answer = entry.answer();
        boolean events = answer.contentType().startsWith("text/event-stream");
        boolean small = !answer.events() && answer.body().length <= SMALL_BYTES;
        out.begin(status).put(CONTENT_TYPE).latin1(answer.contentType()).end();
        out.date(epochMillis).ascii(ErrorRenderer.lines(request));
        if (request.snapshot().server().sluiceHeaders()) {
            TargetWire.cached(out, entry.source());
        }
        if (events) {
            out.put(isPrivate() ? PRIVATE_NO_CACHE : NO_CACHE).put(NO_BUFFERING);
        } else if (isPrivate()) {
            out.put(PRIVATE);
        }
        cacheLines();
        Framing framing = answer.events() ? (http10 ? Framing.CLOSE : Framing.CHUNKED) : Framing.LENGTH;
        keepAlive &= framing != Framing.CLOSE;
        if (framing == Framing.LENGTH) {
            out.put(CONTENT_LENGTH).decimal(answer.body().length).end();
        } else if (framing == Framing.CHUNKED) {
            out.put(CHUNKED);
        }
        finishHead();
        AnswerBody begun = new AnswerBody(channel, framing, Framing.NONE);
        ByteBuf first = buffer(small ? answer.body().length : 0);
        if (small) {
            first.writeBytes(answer.body());
            begun.wentWithHead(answer.body().length);
        }
        channel.write(first, channel.voidPromise());
        body = begun;
        return begun;
    }

    private void cacheLines() {
        if (caching != null) {
            caching.writeLines(out);
        }
    }

    /** Whether no cache on the answer's way may give it to others. */
    private boolean isPrivate() {
        return caching != null && caching.isPrivate();
    }

    /** The body of the answer that is being relayed; null before its head. */
    @Nullable
    AnswerBody body() {
        return body;
    }

    /** What an answer goes into that the client will not see. */
    AnswerBody sink() {
        return body == null ? new AnswerBody(channel, Framing.NONE, Framing.NONE) : body;
    }

    private Framing framing(ResponseHead from, Content content) {
        if (content.length() >= 0) {
            return Framing.LENGTH;
        }
        if (from.framing() == Framing.NONE) {
            return Framing.NONE;
        }
        // A stream may lose its usage chunk on the way: its length is not the provider's.
        if (from.framing() == Framing.LENGTH && !from.eventStream() && content.isAsItCame()) {
            return Framing.LENGTH;
        }
        if (http10) {
            keepAlive = false;
            return Framing.CLOSE;
        }
        return Framing.CHUNKED;
    }

    private void streamLines(Headers headers) {
        if (isPrivate()) {
            out.put(PRIVATE_NO_CACHE);
        } else if (headers.find(CACHE_CONTROL_NAME) < 0) {
            out.put(NO_CACHE);
        }
        if (headers.find(ACCEL_NAME) < 0) {
            out.put(NO_BUFFERING);
        }
    }

    private void finishHead() {
        out.put(REQUEST_ID).ascii(requestId).end();
        if (!keepAlive) {
            out.put(CLOSE);
        } else if (http10) {
            out.put(KEEP_ALIVE);
        }
        out.end();
    }
}
