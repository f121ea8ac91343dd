package dev.sluice.netty.loop;

import dev.sluice.core.observe.LoopListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop, looked through at every sweep. Moving a deadline is a field write, which a relay
 * does with every read; the price is that it is noticed up to one sweep late. Only its own loop may touch it.
 */
public final class Deadlines {

    /** Who is told. */
    public interface Expiry {

        /** The deadline has passed; it is cleared already. */
        void expired(long now);

        /** Bytes that wait for the owner's socket; asked for now and then, for a gauge. */
        default long outboundBytes() {
            return 0;
        }

        /** Which side that socket is on. */
        default LoopListener.Side side() {
            return LoopListener.Side.CLIENT;
        }
    }

    private static final long NEVER = Long.MIN_VALUE;

    // Places from size on are null, so that what was removed can be collected.
    private @Nullable Timer[] timers = new Timer[64];
    private int size;

    /** A timer that is not set yet. */
    public Timer timer(Expiry owner) {
        Timer timer = new Timer(this, owner, size);
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
        }
        timers[size++] = timer;
        return timer;
    }

    /** Tells the owners of all deadlines that have passed. */
    void sweep(long now) {
        // Backwards: an owner may remove any timer meanwhile, which moves the last one into its place.
        for (int i = size - 1; i >= 0; i = Math.min(i, size) - 1) {
            Timer timer = timers[i];
            if (timer != null && timer.at != NEVER && timer.at - now <= 0) {
                timer.at = NEVER;
                tell(timer.owner, now);
            }
        }
    }

    /** A bug in one owner must not take the others' deadlines away. */
    private static void tell(Expiry owner, long now) {
        try {
            owner.expired(now);
        } catch (RuntimeException e) {
            Causes.note(e);
        }
    }

    /** The sum of what waits for the sockets of one side. */
    long outboundBytes(LoopListener.Side side) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            Timer timer = timers[i];
            if (timer != null && timer.owner.side() == side) {
                sum += timer.owner.outboundBytes();
            }
        }
        return sum;
    }

    private void remove(Timer timer) {
        if (timer.place < 0) {
            return;
        }
        Timer last = timers[--size];
        timers[size] = null;
        if (last != null && last.place != timer.place) {
            timers[timer.place] = last;
            last.place = timer.place;
        }
        timer.place = -1;
    }

    /** One owner's deadline: set, moved and cleared as often as needed, removed once. */
    public static final class Timer {

        private final Deadlines deadlines;
        private final Expiry owner;
        private int place;
        private long at = NEVER;

        private Timer(Deadlines deadlines, Expiry owner, int place) {
            this.deadlines = deadlines;
            this.owner = owner;
            this.place = place;
        }

        /** Sets or moves the deadline: an instant of {@link System#nanoTime}. */
        public void set(long at) {
            this.at = at == NEVER ? NEVER + 1 : at;
        }

        public void clear() {
            at = NEVER;
        }

        public boolean isSet() {
            return at != NEVER;
        }

        /** Takes the timer out for good; idempotent. */
        public void remove() {
            at = NEVER;
            deadlines.remove(this);
        }
    }
}
