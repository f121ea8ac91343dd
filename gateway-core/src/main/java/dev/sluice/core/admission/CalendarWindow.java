package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * What was used in a day or a month of the calendar, in UTC: it counts for the day on which it was settled, as in the
 * ledger. What is reserved is its meter's, for it counts whatever day it is. Guarded by its meter.
 */
final class CalendarWindow {

    private final Window window;
    private long begun = Long.MIN_VALUE;
    private long ends = Long.MIN_VALUE;
    private long used;

    CalendarWindow(Window window) {
        this.window = window;
    }

    long used(long now) {
        roll(now);
        return used;
    }

    void add(long amount, long now) {
        roll(now);
        used += amount;
    }

    /** Takes back what was added at an instant; of a day or month that is over nothing counts any more. */
    void takeBack(long amount, long addedAt, long now) {
        roll(now);
        if (addedAt >= begun) {
            used = Math.max(0, used - amount);
        }
    }

    /** Adds again what was taken back. */
    void addAgain(long amount, long addedAt, long now) {
        roll(now);
        if (addedAt >= begun) {
            used += amount;
        }
    }

    /** Milliseconds until the next day or month. */
    long resetIn(long now) {
        roll(now);
        return Math.max(1, ends - now);
    }

    private void roll(long now) {
        if (now >= ends) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
            LocalDate first = window == Window.MONTH ? day.withDayOfMonth(1) : day;
            used = 0;
            begun = millis(first);
            ends = millis(window == Window.MONTH ? first.plusMonths(1) : first.plusDays(1));
        }
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
