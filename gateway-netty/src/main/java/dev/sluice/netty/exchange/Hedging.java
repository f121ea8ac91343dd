package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.resilience.FirstTokens;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.routing.Plan;
import dev.sluice.netty.loop.Loop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a stream's first output is late enough for a second attempt. It has a timer of its own, for the sweep of
 * deadlines is too coarse for it; where hedging is off nothing happens here. Lives on the exchange's event loop.
 */
final class Hedging {

    private final Loop loop;
    private final Plan plan;
    private final Runnable late;
    private Hedge settings = Hedge.OFF;
    private @Nullable Future<?> timer;
    private long begunAt;

    /** The second attempt, until it is told what became of it. */
    private @Nullable UpstreamCall second;

    Hedging(Loop loop, Plan plan, Runnable late) {
        this.loop = loop;
        this.plan = plan;
        this.late = late;
    }

    /** The first attempt of a stream has begun. */
    void begun(Try first) {
        Hedge wanted = first.target().provider().resilience().hedge();
        if (!wanted.enabled()) {
            return;
        }
        settings = wanted;
        begunAt = System.nanoTime();
        FirstTokens known = plan.route().turns().firstTokens();
        known.begun();
        long after = known.lateAfterNanos(wanted);
        if (after >= 0) {
            timer = loop.executor().schedule(late, after, TimeUnit.NANOSECONDS);
        }
    }

    /** Whether the share of second attempts has one left; takes it. */
    boolean take() {
        return plan.route().turns().firstTokens().tryHedge(settings);
    }

    /** A first output is there. */
    void answered() {
        if (settings.enabled()) {
            plan.route().turns().firstTokens().arrived(System.nanoTime() - begunAt);
        }
    }

    /** The second attempt is about to be made. */
    void invoked(UpstreamCall made) {
        second = made;
        tell(made, HedgeResult.INVOKED);
    }

    /** An attempt has failed: if it was the second one, it has lost. */
    void failed(UpstreamCall failed) {
        if (failed == second) {
            ended(null);
        }
    }

    /** The client gets this attempt's answer; null: nobody's any more. */
    void ended(@Nullable UpstreamCall winner) {
        UpstreamCall made = second;
        if (made != null) {
            second = null;
            tell(made, made == winner ? HedgeResult.WON : HedgeResult.LOST);
        }
    }

    private void tell(UpstreamCall made, HedgeResult result) {
        loop.listener().hedged(made.made().target().provider().label(), result);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
