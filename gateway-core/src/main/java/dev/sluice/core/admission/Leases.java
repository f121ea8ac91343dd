package dev.sluice.core.admission;

import dev.sluice.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What of shared limits this gateway has taken ahead of time, by subject: ended in time, and then given back.
 * Thread-safe.
 */
final class Leases {

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SharedCounters counters;
    private final Ticker ticker;
    private final ConcurrentHashMap<Subject.Id, Stock> stocks = new ConcurrentHashMap<>();

    Leases(SharedCounters counters, Ticker ticker) {
        this.counters = counters;
        this.ticker = ticker;
        counters.regularly(this::end);
        counters.atTheEnd(this::giveBack);
    }

    Stock of(Subject.Id who, long now) {
        Stock known = stocks.get(who);
        return known == null || known.isRetired()
                ? stocks.compute(who, (id, old) -> old == null || old.isRetired() ? new Stock(id, now) : old)
                : known;
    }

    /** An exchange's worth of each that has so much; null where one has not. */
    static List<Hold.@Nullable Part> take(List<Stock> from, Demand demand, long now) {
        List<Hold.@Nullable Part> parts = new ArrayList<>(from.size());
        for (Stock stock : from) {
            parts.add(stock.take(demand, now));
        }
        return parts;
    }

    /** An exchange's worth of all of them; null where one has not so much. */
    @Nullable
    List<Hold.Part> takeAll(List<Stock> from, Demand demand, long now) {
        List<Hold.@Nullable Part> parts = take(from, demand, now);
        List<Hold.Part> all = all(parts);
        if (all == null) {
            putBack(from, parts, demand);
        }
        return all;
    }

    /** The same without nulls; null where there is one. */
    static @Nullable List<Hold.Part> all(List<Hold.@Nullable Part> parts) {
        List<Hold.Part> all = new ArrayList<>(parts.size());
        for (Hold.Part part : parts) {
            if (part == null) {
                return null;
            }
            all.add(part);
        }
        return all;
    }

    /** What was taken is not used. */
    void putBack(List<Stock> to, List<Hold.@Nullable Part> parts, Demand demand) {
        for (int i = 0; i < parts.size(); i++) {
            Hold.Part part = parts.get(i);
            if (part != null && !to.get(i).putBack(part, demand)) {
                counters.giveBack(Hold.of(demand, List.of(part)));
            }
        }
    }

    /** Others have what is left of those that have less than an exchange's worth: here it is in nobody's way. */
    void surrender(List<Stock> from, Demand demand) {
        for (Stock stock : from) {
            giveBack(stock.surrender(demand));
        }
    }

    /** What is left of leases that have ended is given back; those of whom nobody has asked for are dropped. */
    private void end() {
        long now = ticker.nanoTime();
        stocks.forEach((who, stock) -> {
            giveBack(stock.leftOver(now));
            if (stock.retire(now, IDLE_NANOS)) {
                stocks.remove(who, stock);
            }
        });
    }

    /** Nothing is spent any more: others have at once what is left. */
    private void giveBack() {
        stocks.values().forEach(stock -> giveBack(stock.endNow()));
    }

    private void giveBack(@Nullable Hold left) {
        if (left != null) {
            counters.giveBack(left);
        }
    }
}
