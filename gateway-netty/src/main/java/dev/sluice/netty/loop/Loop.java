package dev.sluice.netty.loop;

import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.observe.LoopListener;
import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One event loop and what belongs to it alone: its number, listener, deadlines and counts. All but the counts, which
 * others may read, is touched by its own thread only. Its periodic sweep is also its probe: how late it runs is the
 * loop's lag.
 */
public final class Loop {

    /** How often deadlines are looked at, and so how late one can be noticed. */
    public static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int SWEEPS_PER_OUTBOUND_COUNT = 10;
    private static final LoopListener.Side[] SIDES = LoopListener.Side.values();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int index;
    private final EventLoop executor;
    private final LoopListener listener;
    private final Deadlines deadlines = new Deadlines();
    private final SplittableRandom ids = new SplittableRandom(new java.security.SecureRandom().nextLong());
    private final AtomicInteger clientsActive = new AtomicInteger();
    private final AtomicInteger clientsIdle = new AtomicInteger();
    private final AtomicLongArray outboundBytes = new AtomicLongArray(LoopListener.Side.values().length);
    private long expectedAt;
    private long probedAt;
    private long probedCpu;
    private int sweeps;

    public Loop(int index, EventLoop executor, LoopListener listener) {
        this.index = index;
        this.executor = executor;
        this.listener = listener;
    }

    /** Begins to sweep and probe; the future ends that when cancelled. */
    public Future<?> start() {
        expectedAt = System.nanoTime() + SWEEP_NANOS;
        return executor.scheduleWithFixedDelay(this::sweep, SWEEP_NANOS, SWEEP_NANOS, TimeUnit.NANOSECONDS);
    }

    public int index() {
        return index;
    }

    public EventLoop executor() {
        return executor;
    }

    public LoopListener listener() {
        return listener;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    /** Client connections that have a request under way. Others may read it. */
    public AtomicInteger clientsActive() {
        return clientsActive;
    }

    /** Client connections that wait for a request. Others may read it. */
    public AtomicInteger clientsIdle() {
        return clientsIdle;
    }

    /** Bytes that wait for the sockets of one side, as of about a second ago. Others may read it. */
    public long outboundBytes(LoopListener.Side side) {
        return outboundBytes.get(side.ordinal());
    }

    /** A new random id. */
    public ExchangeId newId() {
        return new ExchangeId(ids.nextLong(), ids.nextLong());
    }

    /** Adds to a count that only this loop writes: no atomic operation is needed. */
    public static void add(AtomicInteger count, int delta) {
        count.setOpaque(count.getPlain() + delta);
    }

    private void sweep() {
        long now = System.nanoTime();
        try {
            probe(now);
        } catch (RuntimeException e) {
            Causes.note(e);
        }
        deadlines.sweep(now);
        if (++sweeps % SWEEPS_PER_OUTBOUND_COUNT == 0) {
            for (LoopListener.Side side : SIDES) {
                outboundBytes.set(side.ordinal(), deadlines.outboundBytes(side));
            }
        }
        expectedAt = System.nanoTime() + SWEEP_NANOS;
    }

    private void probe(long now) {
        long cpu = THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
        if (probedAt != 0) {
            double busy = (double) (cpu - probedCpu) / Math.max(1, now - probedAt);
            listener.probed(Math.max(0, now - expectedAt), Math.min(1, busy));
        }
        probedAt = now;
        probedCpu = cpu;
    }
}
