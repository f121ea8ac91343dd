package dev.sluice.netty.exchange;

import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;

/** Writes a request to a provider: its head from scratch, its body as it was put for the target. Stateless. */
final class Sending {

    private Sending() {}

    /** Writes all of it; it may be written again to another. */
    static void whole(UpstreamConnection to, UpstreamCall call, Request request) {
        Rendition rendition = call.rendition();
        RequestBody body = body(rendition, request);
        boolean bodiless = rendition.translated() == null
                && body.size() == 0
                && !request.asked().hasBody()
                && request.asked().contentLength() < 0;
        head(to, call, request, bodiless ? UpstreamHead.NO_BODY : body.size(rendition.edits()));
        body.send(rendition.edits(), to::write);
        to.flush();
    }

    /** Writes the head and what has arrived of the body; the upload takes the rest. */
    static Upload begun(UpstreamConnection to, UpstreamCall call, Request request) {
        var edits = call.rendition().edits();
        long length = request.asked().chunked()
                ? UpstreamHead.CHUNKED
                : request.asked().contentLength() + RequestBody.growth(edits);
        head(to, call, request, length);
        Upload upload = new Upload(to, length < 0);
        request.body().send(edits, upload::write);
        request.body().release();
        return upload;
    }

    private static RequestBody body(Rendition rendition, Request request) {
        return rendition.translated() == null
                ? request.body()
                : rendition.translated().body();
    }

    private static void head(UpstreamConnection to, UpstreamCall call, Request request, long length) {
        Target target = call.made().target();
        Rendition.Translated translated = call.rendition().translated();
        boolean renames = request.endpoint().kind() == Endpoint.Kind.MODEL_PATH
                && !target.model().equals(request.model());
        Endpoint endpoint = translated == null ? request.endpoint() : translated.endpoint();
        UpstreamHead.Outgoing outgoing = new UpstreamHead.Outgoing(
                request.asked(),
                request.address(),
                renames ? target.model() : null,
                translated == null ? null : translated.path(target),
                target.provider().dialect().root(endpoint, target.model()),
                call.made().key(),
                length,
                request::clientAddress,
                request.tracing().upstream(call.times().trace()),
                request.endpoint().isModel() || GroupModels.completes(request));
        ByteBuf out = to.alloc().directBuffer(1024);
        call.shared().head(request.snapshot(), call.made()).write(out, outgoing);
        to.expect(request.asked().method());
        to.write(out);
    }
}
