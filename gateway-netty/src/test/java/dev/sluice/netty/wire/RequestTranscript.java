package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a {@link RequestDecoder} says: a line a head, a body, an end, a refusal. */
final class RequestTranscript implements RequestDecoder.Sink {
    final List<String> lines = new ArrayList<>();
    final RequestDecoder decoder;
    private final StringBuilder body = new StringBuilder();
    private Consumer<RequestDecoder> onHead = decoder -> {};
    private Consumer<RequestDecoder> onEnd = RequestDecoder::next;

    RequestTranscript(RequestDecoder.Limits limits) {
        decoder = new RequestDecoder(limits, this);
    }

    RequestTranscript() {
        this(RequestDecoder.Limits.STANDARD);
    }

    RequestTranscript onHead(Consumer<RequestDecoder> action) {
        onHead = action;
        return this;
    }

    /** What to do at the end of a request, instead of going on to the next one. */
    RequestTranscript onEnd(Consumer<RequestDecoder> action) {
        onEnd = action;
        return this;
    }

    @Override
    public void head(RequestHead head) {
        byte[] bytes = head.headers().bytes();
        lines.add(text(bytes, head.methodStart(), head.methodEnd())
                + "=" + head.method()
                + " " + text(bytes, head.targetStart(), head.pathEnd())
                + "|" + text(bytes, head.pathEnd(), head.targetEnd())
                + (head.http10() ? " 1.0" : " 1.1")
                + (head.keepAlive() ? " keep" : " close")
                + (head.expectsContinue() ? " continue" : "")
                + (head.hasBody() ? " body" : "")
                + (head.chunked() ? " chunked" : "")
                + (head.contentLength() >= 0 ? " length " + head.contentLength() : ""));
        onHead.accept(decoder);
    }

    @Override
    public void body(ByteBuf part) {
        if (!part.isReadable()) {
            throw new AssertionError("an empty part");
        }
        body.append(part.toString(ISO_8859_1));
        part.release();
    }

    @Override
    public void bodyEnd() {
        flushBody();
        lines.add("end");
        onEnd.accept(decoder);
    }

    @Override
    public void malformed(Failure failure) {
        flushBody();
        lines.add("refused " + failure.code());
    }

    /** Everything so far, the body of an unfinished request included. */
    List<String> soFar() {
        flushBody();
        return lines;
    }

    private void flushBody() {
        if (body.length() > 0) {
            lines.add("body " + body);
            body.setLength(0);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
