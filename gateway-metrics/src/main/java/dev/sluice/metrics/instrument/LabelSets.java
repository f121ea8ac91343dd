package dev.sluice.metrics.instrument;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers for label sets of somebody who asks (a tenant, a user), a provider and a model, of which there could be as
 * many as all of them multiplied: the first {@value #MOST} get one of their own, all others of one who asks share one.
 * An open hash table whose entries never leave. Thread-safe: event loops share it; finding a set that is known is a few
 * volatile reads.
 */
final class LabelSets {

    static final int MOST = 5_000;

    private static final int SLOT_BITS = 13;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int PLACE_BITS = 20;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final AtomicLongArray keys = new AtomicLongArray(SLOTS);
    private final AtomicInteger taken = new AtomicInteger();

    /** Whether a number stands for all sets of one who asks that are past the bound. */
    static boolean overflow(int number) {
        return number >= SLOTS;
    }

    /** The number of a label set, given out on first sight. */
    int number(int caller, int provider, int model) {
        // Never 0, which is an empty slot.
        long key = ((((long) caller + 1) << PLACE_BITS | provider) << PLACE_BITS) | model;
        int slot = (int) ((key * GOLDEN_RATIO) >>> (Long.SIZE - SLOT_BITS));
        while (true) {
            long there = keys.get(slot);
            if (there == key) {
                return slot;
            }
            if (there != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            } else if (!reserved()) {
                return SLOTS + caller;
            } else if (!keys.compareAndSet(slot, 0, key)) {
                // Another loop was faster with this slot, be it for the same set or another: look again.
                taken.getAndDecrement();
            }
        }
    }

    private boolean reserved() {
        if (taken.get() >= MOST) {
            return false;
        }
        if (taken.getAndIncrement() < MOST) {
            return true;
        }
        taken.getAndDecrement();
        return false;
    }

    /** Who asks. */
    int caller(int number) {
        return overflow(number) ? number - SLOTS : (int) (keys.get(number) >>> (2 * PLACE_BITS)) - 1;
    }

    /** Of a set that is not past the bound. */
    int provider(int number) {
        return (int) (keys.get(number) >>> PLACE_BITS) & PLACE_MASK;
    }

    /** Of a set that is not past the bound. */
    int model(int number) {
        return (int) keys.get(number) & PLACE_MASK;
    }
}
