package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/** Response heads. No {@code date}: a head, too, is a pure function of the request, so that answers can be compared. */
final class Heads {

    private Heads() {}

    static HttpResponse of(Reply reply, Delivery.Request request) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status());
        HttpHeaders headers = head.headers();
        if (reply.pieces() instanceof EventStream events) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, events.type());
            headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        } else {
            AsciiString type = reply.pieces() instanceof Whole whole ? whole.type() : HttpHeaderValues.APPLICATION_JSON;
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        if (reply.outcome() != Outcome.OBSERVED) {
            reply.voice()
                    .headers(reply.spent().content())
                    .forEach(header -> headers.set(header.name(), header.value()));
        }
        reply.headers().forEach(header -> headers.set(header.name(), header.value()));
        if (reply.hasLength()) {
            Fault fault = reply.script().fault();
            int missing = fault.kind() == Fault.Kind.TRUNCATE ? Math.max(1, fault.bytes()) : 0;
            headers.set(
                    HttpHeaderNames.CONTENT_LENGTH, Long.toString(reply.pieces().length() + missing));
        } else if (request.chunks()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!request.keepAlive()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }
}
