package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Splice;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.netty.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange was asked: its head, its body as it is collected and looked into, and what follows from both. Owns
 * the body until {@link #release}. Lives on the exchange's event loop.
 */
final class Request {

    private final ExchangeLoop shared;
    private final Snapshot snapshot;
    private final @Nullable RequestHead head;
    private final Arrival arrival;
    private final RequestBody body;
    private final Renditions renditions;
    private Address address;
    private @Nullable Destination group;
    private final Entrance entrance = new Entrance();
    private @Nullable BodyLook look;
    private @Nullable String model;
    private boolean stream;
    private AnswerWishes wishes = AnswerWishes.NONE;
    private long deadlineNanos = RequestDeadline.NONE;

    /** @param head null when it could not be read */
    Request(ExchangeLoop shared, @Nullable RequestHead head, Arrival arrival) {
        this.shared = shared;
        this.snapshot = shared.snapshot();
        this.head = head;
        this.arrival = arrival;
        this.address = head == null ? Address.NOWHERE : Address.of(head);
        this.model = head == null || !address.namesModel() ? null : address.model(head);
        this.body = new RequestBody(shared.bodyMemory(), snapshot.server().maxBody());
        this.renditions = new Renditions(this, shared);
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
        return arrival.requestId();
    }

    /** In whose words the gateway answers. */
    Dialect dialect() {
        return Speech.of(endpoint(), head, group);
    }

    /** The gateway's own id of the exchange. */
    String exchangeId() {
        return arrival.id();
    }

    Arrival arrival() {
        return arrival;
    }

    String remoteAddress() {
        return arrival.remoteAddress();
    }

    Tracing tracing() {
        return arrival.tracing();
    }

    /** Whose key it came with; null before that is known. */
    @Nullable
    Account account() {
        return entrance.account();
    }

    /** What is counted and charged; null where nothing is. */
    @Nullable
    Tab tab() {
        return entrance.tab();
    }

    /** The body, as far as it has been collected. */
    RequestBody body() {
        return body;
    }

    /** What providers are sent for it. */
    Renditions renditions() {
        return renditions;
    }

    /** The client's name of the model; null where it names none, or the body has not told yet. */
    @Nullable
    String model() {
        return model;
    }

    /** Bytes of the body that arrived. */
    int bodyBytes() {
        return body.size();
    }

    /** Who sent it, for a provider: the address of the client itself, where it came through trusted proxies. */
    String clientAddress() {
        return ClientAddress.of(
                asked().headers(), arrival.remoteAddress(), snapshot.server().trustedProxies());
    }

    /** What a translated answer must know of it; {@code id} is the exchange's. */
    Asked asked(String id) {
        return new Asked(
                id,
                TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()),
                model == null ? "" : model,
                wishes.includesUsage(),
                wishes.framing());
    }

    /** Whether the client asked for a stream. */
    boolean stream() {
        return stream;
    }

    /** How long the client gives the request, in nanoseconds; {@link RequestDeadline#NONE}: it does not say. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether the client's own deadline passed before its request had arrived. */
    boolean isLate(long startedAt) {
        return deadlineNanos != RequestDeadline.NONE && System.nanoTime() - startedAt >= deadlineNanos;
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
        if (!endpoint.takes(asked.method())) {
            return Failure.of(Code.METHOD_NOT_ALLOWED, "This path takes " + ErrorRenderer.methods(endpoint) + " only.");
        }
        if (asked.contentLength() > snapshot.server().maxBody()) {
            return ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
        }
        if (endpoint.kind() == Endpoint.Kind.HEALTH) {
            return null;
        }
        Failure refused = admit(asked);
        if (refused == null && endpoint.kind() != Endpoint.Kind.LOCAL) {
            refused = entrance.enter(this, shared);
        }
        if (refused != null || endpoint.kind() == Endpoint.Kind.LOCAL) {
            return refused;
        }
        RequestDeadline deadline = RequestDeadline.of(asked.headers());
        deadlineNanos = deadline.nanos();
        return deadline.problem() != null ? deadline.problem() : checkBody(asked);
    }

    private @Nullable Failure admit(RequestHead asked) {
        Failure refused = entrance.admit(this, asked);
        if (refused != null) {
            return refused;
        }
        String name = address.group();
        group = name == null ? null : snapshot.groups().get(name);
        boolean foreign = group != null && endpoint().isModel() && !Speech.isSpokenBy(group, endpoint());
        if (foreign) {
            // In another dialect than the group's it is a path like any other.
            address = address.unread();
            model = null;
        }
        boolean mayNameModel = foreign || endpoint() == Endpoint.PROXY && asked.hasBody();
        return address.problem() == null && mayNameModel ? Refusals.unread(account()) : address.problem();
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
                : Refusals.conversation(this, looked);
    }

    private void learn(BodyLook looked) {
        if (!address.namesModel()) {
            model = looked.model();
        }
        stream = looked.streams(dialect(), endpoint()) || Recall.asksForStream(endpoint(), asked());
        wishes = AnswerWishes.of(this, looked);
    }

    /** Where the request goes; null when its model is not known, or the group refuses it. */
    @Nullable
    Plan plan() {
        return Plans.of(this, shared.planner());
    }

    /** Which response, kept by a provider, the request is about or goes on with; null: none. */
    ResponseHome.@Nullable Id goesOnWith() {
        String named = address.response(asked());
        String response = named == null && endpoint() == Endpoint.RESPONSES ? looked().previousResponse() : named;
        return response == null ? null : new ResponseHome.Id(Recall.owner(account()), response);
    }

    /** What it says of its answer; known when it has been read, and for as long as anybody asks. */
    AnswerWishes wishes() {
        return wishes;
    }

    /** What the body says about how much is wanted. */
    BodyLook wanted() {
        return look == null ? BodyLook.Opaque.HELD : look;
    }

    /** Bytes of the body, as far as is known. */
    long announcedBytes() {
        return Math.max(body.size(), head == null ? 0 : head.contentLength());
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

    /** What is changed in the client's own body for a target. */
    List<Splice> edits(Target target) {
        BodyLook looked = looked();
        List<Splice> ours =
                model == null ? List.of() : looked.edits(target.provider().dialect(), endpoint(), target.model());
        var overrides = target.provider().rules().overrides();
        return overrides.isEmpty() || !looked.isJson()
                ? ours
                : Splice.merge(ours, shared.overrides().splices(body.views(), overrides));
    }

    /** A hash of the prompt's beginning, for the choice of a key. */
    long promptPrefix() {
        return looked().isJson() ? shared.promptPrefix().hash(body.views()) : 0;
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
        renditions.release();
        if (look instanceof JsonLook json) {
            json.release();
        }
    }

    private BodyLook looked() {
        BodyLook looked = look;
        if (looked == null) {
            throw new IllegalStateException("no body was expected");
        }
        return looked;
    }

    /** The head, where there is one. */
    RequestHead asked() {
        RequestHead asked = head;
        if (asked == null) {
            throw new IllegalStateException("a request without a head asks for nothing");
        }
        return asked;
    }

    private @Nullable Failure checkBody(RequestHead asked) {
        BodyLooks.Choice choice = BodyLooks.choose(asked, address, BodyLooks.Changes.by(group), this::json);
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

    /** Only where answers are cached it is of interest whether the body came before. */
    private BodyLook json() {
        boolean repeated = snapshot.cache() != null && Questions.mayBeAskedAt(endpoint());
        return new JsonLook(shared, repeated ? asked().contentLength() : JsonLook.NOT_REPEATED);
    }

    private @Nullable Failure refusal(RequestBody.Verdict taken) {
        return switch (taken) {
            case TAKEN -> null;
            case TOO_LARGE -> ErrorRenderer.bodyTooLarge(snapshot.server().maxBody());
            case NO_MEMORY -> ErrorRenderer.noBodyMemory();
        };
    }
}
