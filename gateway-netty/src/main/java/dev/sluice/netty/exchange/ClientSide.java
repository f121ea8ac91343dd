package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.request.Method;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.DateFormatter;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one exchange: writes heads and the gateway's own answers, and knows whether the connection can
 * be kept. Writes are not flushed here. Lives on the exchange's event loop.
 */
final class ClientSide {

    private static final int HEAD_BYTES = 512;
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

    private final Channel channel;
    private final String requestId;
    private final boolean http10;
    private final boolean head;
    private boolean keepAlive;
    private int status;
    private @Nullable AnswerBody body;
    private long localBytes;
    private @Nullable Caching caching;

    /** @param request null when its head could not be read */
    ClientSide(Channel channel, @Nullable RequestHead request, String requestId) {
        this.channel = channel;
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
        ByteBuf out = channel.alloc().directBuffer(HEAD_BYTES + answer.body().length);
        HeadWriter.statusLine(out, status);
        out.writeBytes(JSON);
        out.writeCharSequence("date: " + DateFormatter.format(new Date()) + "\r\n", StandardCharsets.US_ASCII);
        out.writeCharSequence(answer.lines(), StandardCharsets.US_ASCII);
        cacheLines(out);
        out.writeBytes(CONTENT_LENGTH);
        HeadWriter.decimal(out, answer.body().length);
        out.writeBytes(HeadWriter.CRLF);
        finishHead(out);
        if (!head) {
            out.writeBytes(answer.body());
            localBytes = answer.body().length;
        }
        channel.write(out, channel.voidPromise());
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
        ByteBuf out = channel.alloc().directBuffer(HEAD_BYTES);
        HeadWriter.statusLine(out, status);
        copyLines(out, from.headers(), relayed);
        out.writeBytes(content.lines());
        out.writeCharSequence(relayed.limits(), StandardCharsets.US_ASCII);
        boolean events = content.isTranslated() ? content.isEvents() : from.eventStream();
        if (events) {
            streamLines(out, from.headers());
        } else if (isPrivate()) {
            out.writeBytes(PRIVATE);
        }
        cacheLines(out);
        if (framing == Framing.LENGTH || head && from.contentLength() >= 0) {
            out.writeBytes(CONTENT_LENGTH);
            HeadWriter.decimal(out, content.isTranslated() ? content.length() : from.contentLength());
            out.writeBytes(HeadWriter.CRLF);
        } else if (framing == Framing.CHUNKED) {
            out.writeBytes(CHUNKED);
        }
        if (target.clientLines().length > 0) {
            out.writeBytes(target.clientLines()).writeBytes(ATTEMPTS);
            HeadWriter.decimal(out, relayed.attempts());
            out.writeBytes(HeadWriter.CRLF);
        }
        finishHead(out);
        channel.write(out, channel.voidPromise());
        AnswerBody begun = new AnswerBody(channel, framing, from.framing());
        body = begun;
        Keeping keeping = caching == null ? null : caching.keeping();
        if (keeping != null) {
            keeping.begun(from, content, begun);
        }
        return begun;
    }

    /** Those of the provider's lines that go to the client. */
    private void copyLines(ByteBuf out, Headers headers, Relayed relayed) {
        Content content = relayed.content();
        for (int i = 0; i < headers.count(); i++) {
            if (HeaderRules.goesToClient(headers, i)
                    && !(isPrivate() && headers.nameIs(i, CACHE_CONTROL_NAME))
                    && !(content.isTranslated() && HeaderRules.isOfBody(headers, i))
                    && (relayed.limits().isEmpty() || !LimitHeaders.isOne(headers, i))) {
                HeadWriter.copy(out, headers, i);
            }
        }
    }

    /**
     * Writes the head of an answer that is told again; its body goes into what this gives. One that is whole and small
     * goes with its head, in one buffer: copying it takes less than to write two.
     */
    AnswerBody replay(Entry entry, Request request) {
        status = OK;
        Answer answer = entry.answer();
        boolean events = answer.contentType().startsWith("text/event-stream");
        boolean small = !answer.events() && answer.body().length <= SMALL_BYTES;
        ByteBuf out = channel.alloc().directBuffer(HEAD_BYTES + (small ? answer.body().length : 0));
        HeadWriter.statusLine(out, status);
        line(out, "content-type: ", answer.contentType());
        line(out, "date: ", DateFormatter.format(new Date()));
        out.writeCharSequence(ErrorRenderer.lines(request), StandardCharsets.US_ASCII);
        if (request.snapshot().server().sluiceHeaders()) {
            TargetWire.cached(out, entry.source());
        }
        if (events) {
            out.writeBytes(isPrivate() ? PRIVATE_NO_CACHE : NO_CACHE).writeBytes(NO_BUFFERING);
        } else if (isPrivate()) {
            out.writeBytes(PRIVATE);
        }
        cacheLines(out);
        Framing framing = answer.events() ? (http10 ? Framing.CLOSE : Framing.CHUNKED) : Framing.LENGTH;
        keepAlive &= framing != Framing.CLOSE;
        if (framing == Framing.LENGTH) {
            out.writeBytes(CONTENT_LENGTH);
            HeadWriter.decimal(out, answer.body().length);
            out.writeBytes(HeadWriter.CRLF);
        } else if (framing == Framing.CHUNKED) {
            out.writeBytes(CHUNKED);
        }
        finishHead(out);
        AnswerBody begun = new AnswerBody(channel, framing, Framing.NONE);
        if (small) {
            out.writeBytes(answer.body());
            begun.wentWithHead(answer.body().length);
        }
        channel.write(out, channel.voidPromise());
        body = begun;
        return begun;
    }

    private void cacheLines(ByteBuf out) {
        if (caching != null) {
            out.writeCharSequence(caching.lines(), StandardCharsets.US_ASCII);
        }
    }

    private static void line(ByteBuf out, String name, String value) {
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
        out.writeCharSequence(value, StandardCharsets.ISO_8859_1);
        out.writeBytes(HeadWriter.CRLF);
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

    private void streamLines(ByteBuf out, Headers headers) {
        if (isPrivate()) {
            out.writeBytes(PRIVATE_NO_CACHE);
        } else if (headers.find(CACHE_CONTROL_NAME) < 0) {
            out.writeBytes(NO_CACHE);
        }
        if (headers.find(ACCEL_NAME) < 0) {
            out.writeBytes(NO_BUFFERING);
        }
    }

    private void finishHead(ByteBuf out) {
        out.writeBytes(REQUEST_ID);
        out.writeCharSequence(requestId, StandardCharsets.US_ASCII);
        out.writeBytes(HeadWriter.CRLF);
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(HeadWriter.CRLF);
    }
}
