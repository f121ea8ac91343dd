package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums.Sum;

/**
 * What one holder has used of the current day and month, as the ledger will have it: so that a limit which is set in
 * the middle of a day does not begin at nothing. Kept for whoever uses something, limited or not. Thread-safe; its lock
 * is held for some additions.
 */
final class Tally {

    private static final Sum NOTHING = new Sum(0, 0, 0);

    private long day = Long.MIN_VALUE;
    private Sum ofDay = NOTHING;
    private long month = Long.MIN_VALUE;
    private Sum ofMonth = NOTHING;

    /** What the ledger knows of a day or month, at the start. */
    synchronized void open(LimitKind kind, long used, long now) {
        Sum known = switch (kind.counted()) {
            case REQUESTS, EXCHANGES -> new Sum(used, 0, 0);
            case TOKENS -> new Sum(0, used, 0);
            case MONEY -> new Sum(0, 0, used);
        };
        roll(now);
        if (kind.window() == Window.MONTH) {
            ofMonth = ofMonth.plus(known);
        } else {
            ofDay = ofDay.plus(known);
        }
    }

    /** An exchange is settled; what comes late for a day or month that has ended counts for nobody. */
    synchronized void add(Sum used, long endedAt) {
        // Mostly it is that day, and then that month, too: which month an instant is in is dear to find out.
        boolean today = roll(endedAt) == day;
        if (today) {
            ofDay = ofDay.plus(used);
        }
        if (today || Period.MONTH.number(endedAt) == month) {
            ofMonth = ofMonth.plus(used);
        }
    }

    /** What counts for a limit of the day or month that it is now. */
    synchronized long used(LimitKind kind, long now) {
        roll(now);
        Sum sum = kind.window() == Window.MONTH ? ofMonth : ofDay;
        return switch (kind.counted()) {
            case REQUESTS, EXCHANGES -> sum.requests();
            case TOKENS -> sum.tokens();
            case MONEY -> sum.picoDollars();
        };
    }

    /** Whether all of it is of months that have ended. */
    synchronized boolean isOver(long now) {
        return month < Period.MONTH.number(now);
    }

    /** Begins anew with the day or month of an instant, where that is a later one; that instant's day. */
    private long roll(long now) {
        long today = Period.DAY.number(now);
        if (today > day) {
            day = today;
            ofDay = NOTHING;
            long current = Period.MONTH.number(now);
            ofMonth = current > month ? NOTHING : ofMonth;
            month = Math.max(month, current);
        }
        return today;
    }
}
