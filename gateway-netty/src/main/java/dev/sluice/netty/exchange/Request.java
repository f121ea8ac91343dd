package dev.sluice.netty.exchange;

import dev.sluice.core.account.ClientKey;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.MultipartPeek;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange was asked: its head, its body as it is collected and looked into, and what follows from both. Owns
 * the body until {@link #release}. Lives on the exchange's event loop.
 */
final class Request {

    private static final byte[] CONTENT_TYPE = HeaderRules.ascii("content-type");
    private static final byte[] CONTENT_ENCODING = HeaderRules.ascii("content-encoding");
    private static final Dialect DIALECT = new OpenAi();

    private final ExchangeLoop shared;
    private final Credential credential;
    private final Snapshot snapshot;
    private final @Nullable RequestHead head;
    private final Endpoint endpoint;
    private final String id;
    private final RequestBody body;
    private @Nullable ClientKey key;
    private @Nullable RequestPeek peek;
    private @Nullable BodyLook look;
    private @Nullable String model;
    private boolean stream;
    private boolean released;

    /** @param head null when it could not be read */
    Request(ExchangeLoop shared, Credential credential, @Nullable RequestHead head, String id) {
        this.shared = shared;
        this.credential = credential;
        this.snapshot = shared.snapshot();
        this.head = head;
        this.id = id;
        this.endpoint = head == null
                ? Endpoint.UNKNOWN
                : Endpoints.find(head.headers().bytes(), head.targetStart(), head.pathEnd());
        this.body = new RequestBody(shared.bodyMemory(), snapshot.server().maxBody());
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Method method() {
        return head == null ? Method.OTHER : head.method();
    }

    /** The id under which the client knows this exchange. */
    String id() {
        return id;
    }

    Dialect dialect() {
        return DIALECT;
    }

    @Nullable
    ClientKey key() {
        return key;
    }

    /** Bytes of the body that arrived. */
    int bodyBytes() {
        return body.size();
    }

    /** Whether the client asked for a stream. */
    boolean stream() {
        return stream;
    }

    boolean expectsContinue() {
        return head != null && head.expectsContinue() && head.hasBody();
    }

    /** All that can be refused before the body is read: path, method, credential, media type, length. */
    @Nullable
    Failure check() {
        RequestHead asked = head;
        if (asked == null || endpoint.kind() == Endpoint.Kind.NONE) {
            return Failure.of(Code.NOT_FOUND, "There is nothing at this path.");
        }
        if (!methodFits(asked.method())) {
            return Failure.of(
                    Code.METHOD_NOT_ALLOWED, "This path takes " + (endpoint.isModel() ? "POST" : "GET") + " only.");
        }
        if (asked.contentLength() > snapshot.server().maxBody()) {
            return ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
        }
        if (endpoint.kind() == Endpoint.Kind.HEALTH) {
            return null;
        }
        key = credential.authenticate(asked, snapshot.authenticator());
        if (key == null) {
            return Failure.of(
                    Code.INVALID_API_KEY,
                    "The API key is missing or not known; send one as 'Authorization: Bearer KEY'.");
        }
        return endpoint.isModel() ? checkBody(asked) : null;
    }

    /** Takes a part of the body; says why when it cannot. */
    @Nullable
    Failure take(ByteBuf part) {
        int length = part.readableBytes();
        BodyLook looking = look;
        if (looking == null) {
            // Nobody asks for this body: it is counted, and not kept.
            part.release();
            return body.pass(length)
                    ? null
                    : ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
        }
        boolean wellFormed = looking.feed(part.internalNioBuffer(part.readerIndex(), length));
        switch (body.take(part)) {
            case TOO_LARGE -> {
                return ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
            }
            case NO_MEMORY -> {
                return ErrorRenderer.noBodyMemory();
            }
            case TAKEN -> {}
        }
        return wellFormed ? null : looking.failure();
    }

    /** The body has ended: reads what it asks for, or says what is wrong with it. */
    @Nullable
    Failure read() {
        BodyLook looked = look;
        if (looked == null) {
            throw new IllegalStateException("no body was expected");
        }
        if (!looked.finish()) {
            return looked.failure();
        }
        model = looked.model();
        stream = looked.stream();
        return model == null ? new Failure(Code.MISSING_MODEL, "The body names no 'model'.", "model", 0) : null;
    }

    /** Where the request goes; null when its model is not configured. */
    @Nullable
    Plan plan() {
        BodyLook looked = look;
        Route route = model == null ? null : snapshot.routes().find(model);
        if (route == null || looked == null) {
            return null;
        }
        Target target = route.targets().get(0);
        Dialect dialect = target.provider().dialect();
        return new Plan(
                route,
                target,
                shared.wire(snapshot, target),
                looked.edits(dialect, endpoint, target.model()),
                looked.hidesUsage(dialect, endpoint),
                stream);
    }

    Failure unknownModel() {
        return new Failure(
                Code.MODEL_NOT_FOUND,
                "The model '" + model + "' is not configured here; GET /v1/models lists what is.",
                "model",
                0);
    }

    /**
     * Whether the body is one that is not held: a form, past {@code replay_limit}, whose model is known already. It
     * goes upstream as it arrives, and so once only.
     */
    boolean mustStream() {
        return look instanceof BodyLook.Form
                && look.model() != null
                && body.size() > snapshot.server().replayLimit();
    }

    /**
     * Where the request goes, once its model is known and before its body has ended; null when it is not configured.
     */
    @Nullable
    Plan planEarly() {
        model = look == null ? null : look.model();
        stream = look != null && look.stream();
        return plan();
    }

    /** Writes the head and what has arrived of the body; the upload takes the rest. */
    Upload upload(UpstreamConnection to, Plan plan) {
        if (head == null) {
            throw new IllegalStateException("a request without a head is not sent");
        }
        long length = head.chunked() ? -1 : head.contentLength() + RequestBody.growth(plan.edits());
        ByteBuf out = to.alloc().directBuffer(1024);
        plan.wire().head().write(out, head, plan.target().provider().keys().next(), length);
        to.expect(Method.POST);
        to.write(out);
        Upload upload = new Upload(to, length < 0);
        body.send(plan.edits(), upload::write);
        body.release();
        return upload;
    }

    /** Looks at a part that is passed on at once, and counts it; says why when the body must not go on. */
    @Nullable
    Failure pass(ByteBuf part) {
        boolean wellFormed =
                look == null || look.feed(part.internalNioBuffer(part.readerIndex(), part.readableBytes()));
        if (!body.pass(part.readableBytes())) {
            return ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
        }
        return wellFormed || look == null ? null : look.failure();
    }

    /** Writes the request to a provider. */
    void send(UpstreamConnection to, Plan plan) {
        if (head == null) {
            throw new IllegalStateException("a request without a head is not sent");
        }
        ByteBuf out = to.alloc().directBuffer(1024);
        plan.wire().head().write(out, head, plan.target().provider().keys().next(), body.size(plan.edits()));
        to.expect(Method.POST);
        to.write(out);
        body.send(plan.edits(), to::write);
        to.flush();
    }

    /** Why an endpoint that needs no provider has no answer; null when it has one. */
    @Nullable
    Failure localFailure() {
        if (endpoint == Endpoint.READYZ && shared.draining()) {
            return Failure.of(Code.DRAINING, "The gateway is about to stop.");
        }
        if (endpoint == Endpoint.MODEL) {
            model = localModel();
            return snapshot.routes().find(model) == null ? unknownModel() : null;
        }
        return null;
    }

    /** The gateway's own answer of an endpoint that needs no provider. */
    LocalAnswer local() {
        return switch (endpoint) {
            case MODELS ->
                LocalAnswer.json(
                        200,
                        DIALECT.modelList(snapshot.routes().all().stream()
                                .map(Route::model)
                                .toList()));
            case MODEL -> LocalAnswer.json(200, DIALECT.model(localModel()));
            case READYZ -> status("ready");
            default -> status("ok");
        };
    }

    /** Lets go of the body; idempotent. */
    void release() {
        body.release();
        if (!released && peek != null) {
            released = true;
            shared.giveBack(peek);
        }
    }

    private static LocalAnswer status(String word) {
        return LocalAnswer.json(200, ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII));
    }

    /** The model that the path names. */
    private String localModel() {
        RequestHead asked = head;
        if (asked == null) {
            throw new IllegalStateException("a request without a head asks for nothing");
        }
        int from = Endpoints.modelFrom(asked.targetStart());
        return PercentDecoding.decode(asked.headers().bytes(), from, asked.pathEnd());
    }

    private boolean methodFits(Method method) {
        return endpoint.isModel() ? method == Method.POST : method == Method.GET || method == Method.HEAD;
    }

    private @Nullable Failure checkBody(RequestHead asked) {
        Headers headers = asked.headers();
        String encoding = headers.value(CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Failure.of(
                    Code.UNSUPPORTED_MEDIA_TYPE, "Compressed requests are not taken; send the body as it is.");
        }
        if (headers.count(CONTENT_TYPE) > 1) {
            return Failure.of(Code.INVALID_REQUEST, "The request has more than one content-type.");
        }
        String type = headers.value(CONTENT_TYPE);
        Failure wrongType = type == null ? missingType() : lookInto(type);
        if (wrongType != null) {
            return wrongType;
        }
        // Of a form no more is held than the replay limit; all of any other body is.
        boolean form = endpoint.kind() == Endpoint.Kind.MODEL_MULTIPART;
        if (form && asked.contentLength() > snapshot.server().replayLimit()) {
            return null;
        }
        return switch (body.expect(Math.max(0, asked.contentLength()))) {
            case TAKEN -> null;
            case TOO_LARGE -> ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
            case NO_MEMORY -> ErrorRenderer.noBodyMemory();
        };
    }

    private @Nullable Failure lookInto(String type) {
        if (endpoint.kind() == Endpoint.Kind.MODEL_MULTIPART) {
            String boundary = MultipartPeek.boundary(type);
            if (boundary == null) {
                return missingType();
            }
            look = new BodyLook.Form(new MultipartPeek(boundary));
            return null;
        }
        String mediaType = type.toLowerCase(Locale.ROOT);
        int parameters = mediaType.indexOf(';');
        if (!(parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .equals("application/json")) {
            return missingType();
        }
        peek = shared.takePeek();
        look = new BodyLook.Json(peek);
        return null;
    }

    private Failure missingType() {
        String wanted = endpoint.kind() == Endpoint.Kind.MODEL_MULTIPART
                ? "multipart/form-data with a boundary"
                : "application/json";
        return Failure.of(Code.UNSUPPORTED_MEDIA_TYPE, "The body's content-type must be " + wanted + ".");
    }
}
