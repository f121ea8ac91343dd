package dev.sluice.core.ledger;

import java.time.LocalDate;

/** A stretch of the calendar, in UTC, and the number of the one that an instant is in. */
public enum Period {
    DAY {
        @Override
        public long number(long epochMillis) {
            return Math.floorDiv(epochMillis, 86_400_000L);
        }
    },
    MONTH {
        @Override
        public long number(long epochMillis) {
            return monthOf(DAY.number(epochMillis));
        }
    };

    private static final long MONTHS = 12;

    /** Which one it is: days from 1970 on, months from the year 0 on. */
    public abstract long number(long epochMillis);

    /** The month that a day is in. */
    static long monthOf(long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        return date.getYear() * MONTHS + date.getMonthValue() - 1;
    }
}
