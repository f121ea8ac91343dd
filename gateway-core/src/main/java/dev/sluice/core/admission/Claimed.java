package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;

/**
 * What one exchange has of shared counters. Answers come on other threads than the exchange's end: what is granted
 * after it is given back. Thread-safe.
 */
final class Claimed {

    private final SharedCounters counters;
    private final ExchangeId id;
    private final List<Stock> stocks;
    private final Ticker ticker;
    private boolean ended;
    private boolean ruled;

    /** @param stocks of whoever limits it */
    Claimed(SharedCounters counters, ExchangeId id, List<Stock> stocks, Ticker ticker) {
        this.ticker = ticker;
        this.counters = counters;
        this.id = id;
        this.stocks = List.copyOf(stocks);
    }

    /** It is let in with this, or goes on; where it has ended before, that is given back. */
    void hold(Hold hold) {
        if (!begins(hold)) {
            counters.giveBack(hold);
        }
    }

    private synchronized boolean begins(Hold hold) {
        if (ended) {
            return false;
        }
        ruled = true;
        if (!hold.parts().isEmpty()) {
            counters.holds().add(id, hold);
        }
        return true;
    }

    /** It is refused: what was said of its limits holds for its headers, too. */
    synchronized void refuse() {
        ruled = true;
    }

    /** It goes into the ledger, and holds what it has until it is there. */
    synchronized void settle() {
        ended = true;
        counters.holds().end(id);
    }

    /** It counts for nothing. */
    void withdraw() {
        settle();
        counters.holds().remove(id).forEach(counters::giveBack);
    }

    /** Whether the shared counters have decided, and not those of this gateway alone. */
    synchronized boolean isRuled() {
        return ruled;
    }

    List<Room> rooms() {
        long nanos = ticker.nanoTime();
        List<Room> rooms = new ArrayList<>();
        stocks.forEach(stock -> stock.rooms(nanos, rooms));
        return rooms;
    }

    List<LimitKind> exceeded() {
        List<LimitKind> exceeded = new ArrayList<>(0);
        stocks.forEach(stock -> exceeded.addAll(stock.exceeded()));
        return exceeded;
    }
}
