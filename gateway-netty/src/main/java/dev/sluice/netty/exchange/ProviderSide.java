package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Attempts;
import dev.sluice.core.attempt.Try;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Unavailability;
import dev.sluice.netty.exchange.ProviderDeadline.Stage;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The providers' side of one exchange: makes one attempt after the other, as {@link Attempts} decides, until the client
 * gets an answer or nothing is left to try. At most two attempts are under way at a time, the second because the first
 * is late; whose output comes first wins. Tells the exchange when it is over, one way or the other. Lives on the
 * exchange's event loop.
 */
final class ProviderSide implements Phrasing.Listener, Overseer {

    private final Exchange exchange;
    private final ExchangeLoop shared;
    private final Plan plan;
    private final Attempts attempts;
    private final ProviderDeadline deadline;
    private final Hedging hedging;
    private final Phrasing phrasing;
    private final Metering metering;

    /** Whether the request may be sent twice: what a model generates is thrown away; of other requests nobody knows. */
    private final boolean harmless;

    private @Nullable UpstreamCall call;
    private @Nullable UpstreamCall second;
    private @Nullable Verdict verdict;
    private @Nullable Future<?> pause;
    private boolean over;

    ProviderSide(Exchange exchange, ExchangeLoop shared, Plan plan, ProviderDeadline deadline) {
        this.exchange = exchange;
        this.shared = shared;
        this.plan = plan;
        this.deadline = deadline;
        this.harmless = exchange.request().endpoint().isModel()
                || exchange.request().method().isIdempotent();
        this.attempts = new Attempts(plan, exchange.request()::promptPrefix, shared.attempts());
        this.phrasing = new Phrasing(attempts, exchange.request(), this);
        this.hedging = new Hedging(shared.loop(), plan, this::startSecond);
        this.metering = new Metering(exchange.request(), shared, plan.route().label());
    }

    void start() {
        Failure refusal = exchange.request().isLate(exchange.times().startedAt)
                ? ErrorRenderer.late()
                : Pricing.refusal(exchange.request(), plan);
        Try first = refusal == null ? attempts.next() : null;
        if (first == null) {
            fail(refusal == null ? Unavailability.of(plan) : refusal);
            return;
        }
        Timeouts timeouts = first.target().provider().timeouts();
        deadline.begin(
                timeouts.totalNanos(),
                exchange.times().startedAt,
                exchange.request().deadlineNanos());
        if (exchange.request().stream() && harmless && exchange.bodyHasEnded()) {
            hedging.begun(first);
        }
        phrasing.begin(first);
    }

    @Override
    public void waits(Try made) {
        if (call != null) {
            call.hold();
        }
        deadline.enter(Stage.PAUSE, made.target().provider().timeouts(), System.nanoTime());
    }

    @Override
    public void said(Try next, Rendition rendition) {
        if (call != null && verdict != null) {
            call.cancel(verdict.code());
            metering.wasted(call, verdict.code());
        }
        UpstreamCall made = new UpstreamCall(this, exchange, next, rendition);
        call = made;
        waitFor(
                made,
                made.isStream() ? Stage.FIRST_BYTE : Stage.UNARY,
                made.times().startedAt());
        made.start();
    }

    @Override
    public void speechless(Failure why) {
        if (call != null && verdict != null) {
            conclude(call, verdict);
        } else {
            fail(why);
        }
    }

    /** Nobody was asked, or nobody will be. */
    private void fail(Failure why) {
        over = true;
        stopWaiting();
        deadline.clear();
        exchange.fail(why);
    }

    /** The first attempt is late: makes a second one at the same target, where that is allowed. */
    private void startSecond() {
        UpstreamCall first = call;
        // In a pause nothing is late.
        if (over
                || pause != null
                || phrasing.isUnderWay()
                || first == null
                || first.isOver()
                || first.committed()
                || second != null) {
            return;
        }
        Try next = hedging.take() ? attempts.hedge() : null;
        if (next != null) {
            UpstreamCall made = new UpstreamCall(this, exchange, next, first.rendition());
            second = made;
            hedging.invoked(made);
            made.start();
        }
    }

    @Override
    public void waitFor(UpstreamCall waiting, Stage stage, long from) {
        // Of two calls the one that is there longer counts; the other one's turn comes when that has ended.
        if (waiting != second) {
            deadline.enter(stage, waiting.made().target().provider().timeouts(), from);
        }
    }

    @Override
    public AnswerBody won(UpstreamCall winner, ResponseHead head) {
        stopWaiting();
        UpstreamCall loser = other(winner);
        hedging.ended(winner);
        if (loser != null) {
            lose(loser);
        }
        call = winner;
        second = null;
        attempts.committed(winner.made());
        if (winner.times().hasOutput()) {
            hedging.answered();
        }
        metering.committed(winner);
        exchange.committed();
        String limits = ErrorRenderer.lines(exchange.request());
        return exchange.client()
                .relay(head, wire(winner), new ClientSide.Relayed(attempts.made(), winner.content(), limits));
    }

    private void lose(UpstreamCall loser) {
        loser.cancel(Code.HEDGE_LOST);
        attempts.abandoned(loser.made());
        metering.wasted(loser, Code.HEDGE_LOST);
    }

    @Override
    public void completed(UpstreamCall done) {
        Code failure = done.findings().failure();
        if (failure == null) {
            attempts.succeeded(done.made(), done.times().latencyNanos(done.sentAt()));
        } else {
            attempts.failed(done.made(), done.findings().verdict(failure).fault(), RetryHints.NONE);
            attempts.gaveUp();
        }
        end(done);
        if (failure == null && metering.isKnown(done)) {
            Settlement.charge(exchange);
        }
        exchange.answered(failure);
    }

    /** Something else is tried, or that is the answer. */
    @Override
    public void failed(UpstreamCall failed, Verdict why) {
        attempts.failed(failed.made(), why.fault(), why.hints());
        failed.account();
        UpstreamCall other = other(failed);
        hedging.failed(failed);
        if (other != null) {
            goOnWith(other, failed, why);
            return;
        }
        call = failed;
        verdict = why;
        long delay = failed.mayBeRepeated() && (harmless || why.nothingDone())
                ? attempts.goOn(failed.made(), why.fault(), why.hints(), deadline.leftNanos(System.nanoTime()))
                : Attempts.NEVER;
        if (delay == Attempts.NEVER) {
            conclude(failed, why);
        } else if (delay == 0) {
            again();
        } else {
            failed.hold();
            waitFor(failed, Stage.PAUSE, exchange.times().pauses(delay));
            pause = shared.loop().executor().schedule(this::again, delay, TimeUnit.NANOSECONDS);
        }
    }

    /** Of two calls one has failed: the other one decides. */
    private void goOnWith(UpstreamCall other, UpstreamCall failed, Verdict why) {
        failed.cancel(why.code());
        metering.wasted(failed, why.code());
        call = other;
        second = null;
        waitFor(other, Stage.FIRST_BYTE, other.times().startedAt());
    }

    private void again() {
        exchange.times().goesOn();
        pause = null;
        UpstreamCall failed = call;
        Verdict why = verdict;
        if (over || failed == null || why == null) {
            return;
        }
        Try next = attempts.next();
        if (next == null) {
            conclude(failed, why);
        } else {
            phrasing.begin(next);
        }
    }

    /** Nothing more is tried: the client gets what the provider said, where it may, or is told what happened. */
    private void conclude(UpstreamCall failed, Verdict why) {
        boolean shown = failed.holdsAnswer() && why.mayBeRelayed();
        if (shown && failed.rendition().translated() == null) {
            failed.relayHeld();
            return;
        }
        attempts.gaveUp();
        end(failed);
        LastWord.refuse(exchange, failed, why, shown ? failed.findings().refusingHead() : null);
    }

    /** What names a call's target to the client. */
    TargetWire wire(UpstreamCall of) {
        return shared.wire(exchange.request().snapshot(), of.made().target());
    }

    /** Says so between two events, else aborts. */
    @Override
    public void brokeOff(UpstreamCall broken, Code code) {
        attempts.failed(broken.made(), Verdict.of(code).fault(), RetryHints.NONE);
        attempts.gaveUp();
        end(broken);
        LastWord.brokeOff(exchange, broken, code);
    }

    /** A deadline has passed. */
    void expired(long now) {
        Code code = deadline.passed(now);
        if (phrasing.withdraw()) {
            speechless(ErrorRenderer.untold(code));
            return;
        }
        UpstreamCall late = call;
        if (over || late == null) {
            return;
        }
        FlowGate gate = late.gate();
        if (code == Code.STALL_TIMEOUT && gate != null && gate.isPaused()) {
            // It is the client that stalls, and write_timeout that counts.
            waitFor(late, Stage.STALL, now);
        } else if (pause != null) {
            stopWaiting();
            conclude(late, verdict == null ? Verdict.of(code) : verdict.because(code));
        } else {
            if (second != null && deadline.leftNanos(now) <= 0) {
                lose(second);
                second = null;
            }
            late.stop(code);
        }
    }

    /** The client takes more, and the provider is read again: the wait for its next bytes begins anew. */
    void resumed() {
        UpstreamCall relaying = call;
        if (relaying != null && relaying.isStream() && !relaying.isOver() && relaying.committed()) {
            waitFor(relaying, Stage.STALL, System.nanoTime());
        }
    }

    /** The client has left, or does not read: the provider need not go on. */
    void cancel(Code why) {
        if (over) {
            return;
        }
        boolean pausing = pause != null;
        stopWaiting();
        phrasing.withdraw();
        over = true;
        deadline.clear();
        UpstreamCall left = call;
        if (second != null) {
            lose(second);
            second = null;
        }
        if (left != null) {
            if (pausing || !Drain.takes(left, exchange, why)) {
                left.cancel(why);
            }
            attempts.abandoned(left.made());
            attempts.gaveUp();
            end(left);
        }
    }

    /** Lets go of what is held; idempotent. */
    void release() {
        if (call != null) {
            metering.ended(call, exchange.failure());
            call.release();
        }
    }

    /** What the attempts used. */
    Metering metering() {
        return metering;
    }

    /** The gate between the provider and this client, while there is an attempt with a connection. */
    @Nullable
    FlowGate gate() {
        return call == null || call.isOver() ? null : call.gate();
    }

    /** The rest of the body goes through this; null while it is collected. */
    @Nullable
    Upload upload() {
        return call == null ? null : call.upload();
    }

    ExchangeLoop shared() {
        return shared;
    }

    Plan plan() {
        return plan;
    }

    /** The call whose answer the client got, or the last one; null when none could be made. */
    @Nullable
    UpstreamCall call() {
        return call;
    }

    int attempts() {
        return attempts.made();
    }

    Usage usage() {
        return call == null ? Usage.NONE : call.usage();
    }

    private @Nullable UpstreamCall other(UpstreamCall one) {
        UpstreamCall other = one == second ? call : second;
        return other == null || other.isOver() ? null : other;
    }

    private void end(UpstreamCall last) {
        over = true;
        call = last;
        hedging.ended(null);
        stopWaiting();
        deadline.clear();
        last.account();
    }

    private void stopWaiting() {
        hedging.stop();
        if (pause != null) {
            exchange.times().goesOn();
            pause.cancel(false);
            pause = null;
        }
    }
}
