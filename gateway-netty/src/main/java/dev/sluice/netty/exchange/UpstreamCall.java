package dev.sluice.netty.exchange;

import static java.util.Objects.requireNonNull;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.exchange.ProviderDeadline.Stage;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.relay.TranslatedRelay;
import dev.sluice.netty.upstream.Attempt;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of an exchange: sends the request, hears the answer, holds what must be judged first, and carries over
 * what the client gets. Tells its {@link ProviderSide} how it went, once. Lives on the exchange's event loop.
 */
final class UpstreamCall implements Attempt.Caller, Relay.Downstream, TranslatedRelay.Progress {

    private final ExchangeLoop shared;
    private final Exchange exchange;
    private final Try made;
    private final Rendition rendition;
    private final Findings findings;
    private final Attempt attempt;
    private final boolean whole;
    private final CallTimes times;
    private Overseer side;
    private @Nullable Upload upload;
    private @Nullable Relay relay;
    private @Nullable Code flaw;
    private boolean stream;
    private boolean over;
    private boolean answerEnded;
    private boolean judged;
    private boolean accounted;
    private Relay.Seam seam = Relay.Seam.NONE;

    UpstreamCall(ProviderSide side, Exchange exchange, Try made, Rendition rendition) {
        this.side = side;
        this.shared = side.shared();
        this.exchange = exchange;
        this.made = made;
        this.stream = exchange.request().stream();
        this.rendition = rendition;
        this.findings = new Findings(made, exchange.request());
        this.whole = exchange.bodyHasEnded();
        this.times = new CallTimes(exchange.request().tracing().begin(made));
        this.attempt = new Attempt(
                shared.loop(),
                shared.pools(),
                new Attempt.Place(made.target().provider(), made.upstream().origin()),
                new Attempt.Labels(side.plan().route().label(), made.keyLabel(), times.trace()),
                this);
    }

    void start() {
        if (whole) {
            attempt.start();
        } else {
            attempt.startOnce();
        }
    }

    Try made() {
        return made;
    }

    Rendition rendition() {
        return rendition;
    }

    ExchangeLoop shared() {
        return shared;
    }

    Findings findings() {
        return findings;
    }

    /** Whether the request can be sent again: all of it is held, or nothing of it has been sent yet. */
    boolean mayBeRepeated() {
        return whole || upload == null;
    }

    boolean isStream() {
        return stream;
    }

    CallTimes times() {
        return times;
    }

    /** When the request was written; 0 when it was not. */
    long sentAt() {
        return attempt.sentAt();
    }

    /** The rest of the body goes through this; null while it is collected. */
    @Nullable
    Upload upload() {
        return upload;
    }

    /** The gate between the provider and the client, while there is a connection. */
    @Nullable
    FlowGate gate() {
        return attempt.gate();
    }

    Usage usage() {
        return relay == null ? Usage.NONE : relay.usage();
    }

    /** What the answer's body is to the client. */
    Content content() {
        return Relays.content(rendition, relay);
    }

    /** Whether the client gets this answer. */
    boolean committed() {
        return relay != null && relay.committed();
    }

    /** Of an answer that broke off: how a word of the gateway's own may follow what the client has seen. */
    Relay.Seam seam() {
        return seam;
    }

    boolean isOver() {
        return over;
    }

    /** Counts its time; idempotent. */
    void account() {
        if (!accounted) {
            accounted = true;
            exchange.times().attempted(sentAt(), attempt.queueNanos());
        }
    }

    @Override
    public void send(UpstreamConnection to) {
        Tab.sent(exchange.request().tab(), made.target());
        if (whole) {
            Sending.whole(to, this, exchange.request());
        } else {
            Upload begun = Sending.begun(to, this, exchange.request());
            upload = begun;
            exchange.uploads(begun);
        }
    }

    @Override
    public void writable() {
        exchange.providerTakesMore();
    }

    @Override
    public void head(ResponseHead head) {
        findings.head(head);
        Code misfit = Relays.misfit(rendition, head, exchange.request());
        if (misfit != null) {
            stop(misfit);
            return;
        }
        stream = Relays.streams(head, exchange.request());
        if (head.status() >= 400) {
            side.waitFor(this, Stage.ERROR, System.nanoTime());
        } else if (!stream) {
            side.waitFor(this, Stage.UNARY, sentAt());
        }
        relay = Relays.choose(this, head, exchange);
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        Relay relaying = relay;
        if (relaying == null || over) {
            read.release();
            return;
        }
        long now = System.nanoTime();
        if (stream) {
            if (times.readAt() != 0) {
                shared.loop().listener().chunkRead(made.target().provider().label(), now - times.readAt());
            }
            if (relaying.committed()) {
                side.waitFor(this, Stage.STALL, now);
            }
        }
        times.read(now);
        Tab.progressed(exchange.request().tab(), this, now);
        relaying.body(read, data);
        stop(relaying.flaw());
    }

    @Override
    public void readComplete() {
        if (over) {
            return;
        }
        if (isHeld()) {
            pauseWhenFull();
        } else if (relay != null && !relay.committed() && (findings.refusal() != null || relay.isFull())) {
            // Its end is not waited for: it may never come.
            tell(findings.judge(relay));
        } else {
            exchange.flush();
        }
    }

    @Override
    public AnswerBody commit() {
        AnswerBody body = side.won(this, requireNonNull(findings.answer(), "no answer to commit"));
        // Only now: of two calls it may have been the one that nobody waited for.
        long from = stream ? times.readAt() : sentAt();
        side.waitFor(this, stream ? Stage.STALL : Stage.UNARY, judged ? System.nanoTime() : from);
        return body;
    }

    @Override
    public void output() {
        times.output();
        exchange.times().output(times.readAt());
    }

    @Override
    public void error(byte[] bytes, int from, int to) {
        findings.reported(bytes, from, to);
    }

    @Override
    public byte[] errorEvent(Relay.Seam between) {
        return findings.errorEvent(between);
    }

    @Override
    public @Nullable Code outcome() {
        answerEnded = true;
        flaw = findings.ended(relay);
        return flaw == null ? findings.failure() : flaw;
    }

    /** What was made of the answer elsewhere is there; too late, it may be. */
    void brought() {
        Code found = requireNonNull(relay).takeIn();
        if (!over) {
            flaw = found;
            ended();
        }
    }

    @Override
    public void ended() {
        if (relay != null && relay.isMadeElsewhere()) {
            findings.keepHead();
            return;
        }
        over = true;
        Verdict refusal = findings.refusal();
        if (flaw != null) {
            failedWith(flaw);
        } else if (refusal != null && !committed()) {
            tell(refusal);
        } else {
            complete();
        }
    }

    @Override
    public void failed(Code code) {
        over = true;
        failedWith(code);
    }

    /** Ends the attempt for a reason of the gateway's own, if there is one, and deals with it as with any failure. */
    void stop(@Nullable Code code) {
        if (code != null && !over) {
            over = true;
            attempt.cancel(code);
            failedWith(code);
        }
    }

    /** Ends the attempt; nobody wants to hear of it. */
    void cancel(Code why) {
        if (!over) {
            over = true;
            attempt.cancel(why);
        }
        release();
    }

    /** The held answer becomes the client's: written to where it has come. What may still come is passed on. */
    void relayHeld() {
        FlowGate paused = gate();
        if (paused != null) {
            paused.resume();
        }
        requireNonNull(relay, "nothing is held").commitNow();
        if (answerEnded) {
            complete();
        } else {
            exchange.flush();
        }
    }

    /** Whether there is an answer that can be relayed. */
    boolean holdsAnswer() {
        return findings.answer() != null && relay != null && (answerEnded || !over) && findings.refusal() != null;
    }

    /**
     * The answer is kept for the case that nothing better comes: its head stays readable, though its connection serves
     * another request, and of its body no more is read than can be held.
     */
    void hold() {
        findings.keepHead();
        pauseWhenFull();
    }

    private void pauseWhenFull() {
        FlowGate reading = gate();
        if (reading != null && relay != null && relay.isFull()) {
            reading.pause();
        }
    }

    /** Another hears what comes from now on; the request is let go of, though its answer is still wanted. */
    void handOver(Drain to) {
        side = to;
        attempt.writesNoMore();
    }

    /** Lets go of what is held, unless somebody reads the answer on; idempotent. */
    void release() {
        if (!(side instanceof Drain)) {
            drop();
        }
    }

    /** Lets go of what is held; idempotent. */
    void drop() {
        if (relay != null) {
            relay.release();
        }
    }

    /** The answer is complete: writes the end. */
    private void complete() {
        if (relay != null) {
            relay.end();
        }
        side.completed(this);
    }

    private void failedWith(Code code) {
        Relay relaying = relay;
        if (relaying == null || !relaying.committed()) {
            // What cuts a refusal short does not change what it said.
            boolean known = findings.refusal() != null || relaying != null && findings.statusIs(400, 500);
            tell(known ? findings.judge(relaying).because(code) : Verdict.of(code));
        } else if (relaying.complete()) {
            // The dialect's own end has passed: only the connection ended badly, and the client misses nothing.
            relaying.end();
            side.completed(this);
        } else {
            findings.failed(code);
            seam = relaying.seam();
            relaying.release();
            side.brokeOff(this, code);
        }
    }

    /** Once: while something else is waited for, the answer that is held may still end, this way or that. */
    private void tell(Verdict found) {
        if (!judged) {
            judged = true;
            if (!Estimates.leaves(found.code())) {
                times.failed();
            }
            findings.refused(found);
            side.failed(this, found);
        }
    }

    /** Whether the answer has been judged, and is held for the case that nothing better comes. */
    private boolean isHeld() {
        return judged && !committed();
    }
}
