package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.HexFormat;

/** Response heads. No {@code date}: a head, too, is a pure function of the request, so that answers can be compared. */
final class Heads {

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString OPENAI_VERSION = AsciiString.cached("openai-version");
    private static final AsciiString OPENAI_VERSION_VALUE = AsciiString.cached("2020-10-01");
    private static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream; charset=utf-8");

    private static final HexFormat HEX = HexFormat.of();

    private Heads() {}

    static HttpResponse of(Reply reply, Delivery.Request request) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, reply.status());
        HttpHeaders headers = head.headers();
        if (reply.streamed()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, EVENT_STREAM);
            headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        } else {
            AsciiString type = reply.pieces() instanceof Whole whole ? whole.type() : HttpHeaderValues.APPLICATION_JSON;
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        if (reply.outcome() != Outcome.OBSERVED) {
            headers.set(OPENAI_VERSION, OPENAI_VERSION_VALUE);
            headers.set(REQUEST_ID, "req_" + HEX.toHexDigits(reply.spent().content()));
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
