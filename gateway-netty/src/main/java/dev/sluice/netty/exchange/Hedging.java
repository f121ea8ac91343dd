package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.resilience.FirstTokens;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.routing.Plan;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a stream's first output is late enough for a second attempt. It has a timer of its own, for the sweep of
 * deadlines is too coarse for it; where hedging is off nothing happens here. Lives on the exchange's event loop.
 */
final class Hedging {

    private final EventLoop loop;
    private final Runnable late;
    private Hedge settings = Hedge.OFF;
    private @Nullable Future<?> timer;
    private long begunAt;

    Hedging(EventLoop loop, Runnable late) {
        this.loop = loop;
        this.late = late;
    }

    /** The first attempt of a stream has begun. */
    void begun(Plan plan, Try first) {
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
            timer = loop.schedule(late, after, TimeUnit.NANOSECONDS);
        }
    }

    /** Whether the share of second attempts has one left; takes it. */
    boolean take(Plan plan) {
        return plan.route().turns().firstTokens().tryHedge(settings);
    }

    /** A first output is there. */
    void answered(Plan plan) {
        if (settings.enabled()) {
            plan.route().turns().firstTokens().arrived(System.nanoTime() - begunAt);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
