package dev.sluice.netty.exchange;

import dev.sluice.core.account.ClientKey;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Splice;
import dev.sluice.core.routing.Conversation;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.RequestFacts;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange was asked: its head, its body as it is collected and looked into, and what follows from both. Owns
 * the body until {@link #release}. Lives on the exchange's event loop.
 */
final class Request {

    private final ExchangeLoop shared;
    private final Credential credential;
    private final Snapshot snapshot;
    private final @Nullable RequestHead head;
    private final Address address;
    private final Origin origin;
    private final RequestBody body;
    private @Nullable Destination group;
    private @Nullable ClientKey key;
    private @Nullable BodyLook look;
    private @Nullable String model;
    private boolean stream;
    private long deadlineNanos = RequestDeadline.NONE;
    private boolean released;

    /** Who asks, and under which id: the client's own where it sent a sane one. */
    record Origin(String requestId, String remoteAddress) {}

    /** @param head null when it could not be read */
    Request(ExchangeLoop shared, Credential credential, @Nullable RequestHead head, Origin origin) {
        this.shared = shared;
        this.credential = credential;
        this.snapshot = shared.snapshot();
        this.head = head;
        this.origin = origin;
        this.address = head == null ? Address.NOWHERE : Address.of(head);
        this.model = head == null || !address.namesModel() ? null : address.model(head);
        this.body = new RequestBody(shared.bodyMemory(), snapshot.server().maxBody());
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Endpoint endpoint() {
        return address.endpoint();
    }

    Address address() {
        return address;
    }

    /** The group that the path names; null where it names none, or one that is not there. */
    @Nullable
    Destination group() {
        return group;
    }

    Method method() {
        return head == null ? Method.OTHER : head.method();
    }

    /** The id under which the client knows this exchange. */
    String id() {
        return origin.requestId();
    }

    /** In whose words the gateway answers. */
    Dialect dialect() {
        return Speech.of(endpoint(), head, group);
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

    /** How long the client gives the request, in nanoseconds; {@link RequestDeadline#NONE}: it does not say. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean expectsContinue() {
        return head != null && head.expectsContinue() && head.hasBody();
    }

    /** All that can be refused before the body is read: path, method, credential, media type, length. */
    @Nullable
    Failure check() {
        RequestHead asked = head;
        Endpoint endpoint = endpoint();
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
        Failure refused = admit(asked);
        if (refused != null || endpoint.kind() == Endpoint.Kind.LOCAL) {
            return refused;
        }
        RequestDeadline deadline = RequestDeadline.of(asked.headers());
        deadlineNanos = deadline.nanos();
        return deadline.problem() != null ? deadline.problem() : checkBody(asked);
    }

    private @Nullable Failure admit(RequestHead asked) {
        Admission.Decision decision = Admission.decide(credential, asked, snapshot, address.group());
        key = decision.key();
        if (decision.failure() != null) {
            return decision.failure();
        }
        String name = address.group();
        group = name == null ? null : snapshot.groups().get(name);
        return address.problem() == null && group != null ? Speech.refusal(endpoint(), group) : address.problem();
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
        Failure refused = refusal(body.take(part));
        return refused != null || wellFormed ? refused : looking.failure();
    }

    /** The body has ended: reads what it asks for, or says what is wrong with it. */
    @Nullable
    Failure read() {
        BodyLook looked = looked();
        if (!looked.finish()) {
            return looked.failure();
        }
        learn(looked);
        return model == null && endpoint().isModel()
                ? new Failure(Code.MISSING_MODEL, "The body names no 'model'.", "model", 0)
                : null;
    }

    private void learn(BodyLook looked) {
        if (!address.namesModel()) {
            model = looked.model();
        }
        stream = looked.streams(dialect(), endpoint());
    }

    /** Where the request goes; null when its model is not known, or the group refuses it. */
    @Nullable
    Plan plan() {
        RouteTable routes = snapshot.routes();
        String asked = model;
        Destination named = group;
        if (named == null) {
            return asked == null
                    ? null
                    : shared.planner().plan(routes, new RequestFacts(asked, () -> Conversation.read(body.views())));
        }
        Destination willing = asked == null ? named : routes.direct().of(named.name(), asked);
        return willing == null ? null : shared.planner().direct(routes, willing, asked);
    }

    /** Why the request does not go there; null where it does. */
    @Nullable
    Failure refusal(@Nullable Plan plan) {
        return plan == null
                ? unknownModel()
                : Speech.refusal(endpoint(), plan.route().destinations().get(0));
    }

    private Failure unknownModel() {
        if (group != null) {
            return new Failure(
                    Code.MODEL_NOT_ALLOWED, "The group does not take the model '" + model + "'.", "model", 0);
        }
        return new Failure(
                Code.MODEL_NOT_FOUND,
                "The model '" + model + "' is not configured here; GET /v1/models lists what is.",
                "model",
                0);
    }

    /**
     * Whether the body is one that is not held: past {@code replay_limit}, and of a kind that need not be whole: a form
     * whose model is known already, or anything that nobody looks into. It goes upstream as it arrives, and so once
     * only.
     */
    boolean mustStream() {
        BodyLook looking = look;
        return looking != null
                && looking.mayStream()
                && body.size() > snapshot.server().replayLimit();
    }

    /** As {@link #plan}, before the body has ended. */
    @Nullable
    Plan planEarly() {
        learn(looked());
        return plan();
    }

    /** What is changed in the body for a target. */
    List<Splice> edits(Target target) {
        BodyLook looked = looked();
        List<Splice> ours =
                model == null ? List.of() : looked.edits(target.provider().dialect(), endpoint(), target.model());
        var overrides = target.provider().rules().overrides();
        return overrides.isEmpty() || !looked.isJson()
                ? ours
                : Splice.merge(ours, shared.overrides().splices(body.views(), overrides));
    }

    /** Whether the usage of the stream is asked for by the gateway alone. */
    boolean hidesUsage(Target target) {
        return looked().hidesUsage(target.provider().dialect(), endpoint());
    }

    /** A hash of the prompt's beginning, for the choice of a key. */
    long promptPrefix() {
        return looked().isJson() ? shared.promptPrefix().hash(body.views()) : 0;
    }

    /** Writes the head and what has arrived of the body; the upload takes the rest. */
    Upload upload(UpstreamConnection to, UpstreamCall call) {
        RequestHead asked = asked();
        long length = asked.chunked() ? UpstreamHead.CHUNKED : asked.contentLength() + RequestBody.growth(call.edits());
        writeHead(to, call, length);
        Upload upload = new Upload(to, length < 0);
        body.send(call.edits(), upload::write);
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

    /** Writes the request to a provider; it may be written again to another. */
    void send(UpstreamConnection to, UpstreamCall call) {
        boolean bodiless = body.size() == 0 && !asked().hasBody() && asked().contentLength() < 0;
        writeHead(to, call, bodiless ? UpstreamHead.NO_BODY : body.size(call.edits()));
        body.send(call.edits(), to::write);
        to.flush();
    }

    private void writeHead(UpstreamConnection to, UpstreamCall call, long length) {
        RequestHead asked = asked();
        Target target = call.made().target();
        boolean renames =
                endpoint().kind() == Endpoint.Kind.MODEL_PATH && !target.model().equals(model);
        Supplier<String> client = () -> ClientAddress.of(
                asked.headers(), origin.remoteAddress(), snapshot.server().trustedProxies());
        UpstreamHead.Outgoing outgoing = new UpstreamHead.Outgoing(
                asked,
                address,
                renames ? target.model() : null,
                call.made().key(),
                length,
                client,
                endpoint().isModel() || GroupModels.completes(this));
        ByteBuf out = to.alloc().directBuffer(1024);
        shared.head(snapshot, call.made()).write(out, outgoing);
        to.expect(asked.method());
        to.write(out);
    }

    /** Why an endpoint that needs no provider has no answer; null when it has one. */
    @Nullable
    Failure localFailure() {
        if (endpoint() == Endpoint.READYZ && shared.draining()) {
            return Failure.of(Code.DRAINING, "The gateway is about to stop.");
        }
        return model == null || snapshot.routes().find(model) != null ? null : unknownModel();
    }

    /** The gateway's own answer of an endpoint that needs no provider. */
    LocalAnswer local() {
        return LocalAnswers.of(endpoint(), model == null ? "" : model, snapshot, dialect());
    }

    /** Whether a group is asked for its models. */
    boolean asksForGroupModels() {
        return group != null
                && head != null
                && address.asksForModels(head, dialect().protocol());
    }

    /** What the body has a model read; null when it is not held any more. */
    @Nullable
    Prompt prompt() {
        return body.prompt(shared.sheets());
    }

    /** Lets go of the body; idempotent. */
    void release() {
        body.release();
        if (!released && look instanceof BodyLook.Json json) {
            released = true;
            shared.giveBack(json.peek());
        }
    }

    private BodyLook looked() {
        BodyLook looked = look;
        if (looked == null) {
            throw new IllegalStateException("no body was expected");
        }
        return looked;
    }

    private RequestHead asked() {
        RequestHead asked = head;
        if (asked == null) {
            throw new IllegalStateException("a request without a head asks for nothing");
        }
        return asked;
    }

    private boolean methodFits(Method method) {
        return switch (endpoint().kind()) {
            case PROXY -> true;
            case MODEL_JSON, MODEL_PATH, MODEL_MULTIPART -> method == Method.POST;
            default -> method == Method.GET || method == Method.HEAD;
        };
    }

    private @Nullable Failure checkBody(RequestHead asked) {
        BodyLooks.Choice choice = BodyLooks.choose(asked, address, BodyLooks.Changes.by(group), shared::takePeek);
        look = choice.look();
        if (choice.failure() != null) {
            return choice.failure();
        }
        // Of what may stream no more is held than the replay limit; all of any other body is.
        if (look != null
                && look.mayEverStream()
                && asked.contentLength() > snapshot.server().replayLimit()) {
            return null;
        }
        return refusal(body.expect(Math.max(0, asked.contentLength())));
    }

    private @Nullable Failure refusal(RequestBody.Verdict taken) {
        return switch (taken) {
            case TAKEN -> null;
            case TOO_LARGE -> ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
            case NO_MEMORY -> ErrorRenderer.noBodyMemory();
        };
    }
}
