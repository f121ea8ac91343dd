package dev.sluice.core.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

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
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
            return day.getYear() * 12L + day.getMonthValue() - 1;
        }
    };

    /** Which one it is: days from 1970 on, months from the year 0 on. */
    public abstract long number(long epochMillis);
}
