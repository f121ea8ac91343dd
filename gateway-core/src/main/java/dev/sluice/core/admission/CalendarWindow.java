package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Counts over a day or a month of the calendar, in UTC. What is reserved is held apart from what was used: it counts
 * from when it is reserved to when it is settled, and what was used counts for the day on which it was settled, as in
 * the ledger. Guarded by its meter.
 */
final class CalendarWindow {

    private final Window window;
    private long ends = Long.MIN_VALUE;
    private long used;
    private long reserved;

    CalendarWindow(Window window) {
        this.window = window;
    }

    /** What counts at the moment: used and reserved. */
    long used(long now) {
        roll(now);
        return used + reserved;
    }

    void reserve(long amount) {
        reserved += amount;
    }

    /** What was reserved is given back, and this was used instead. */
    void settle(long wasReserved, long amount, long now) {
        roll(now);
        reserved = Math.max(0, reserved - wasReserved);
        used += amount;
    }

    /** What the ledger knows of the period that {@code now} is in. */
    void restore(long amount, long now) {
        roll(now);
        used = amount;
    }

    /** Milliseconds until the next day or month. */
    long resetIn(long now) {
        roll(now);
        return Math.max(1, ends - now);
    }

    private void roll(long now) {
        if (now >= ends) {
            used = 0;
            ends = end(window, now);
        }
    }

    private static long end(Window window, long now) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
        LocalDate next = window == Window.MONTH ? day.withDayOfMonth(1).plusMonths(1) : day.plusDays(1);
        return next.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
