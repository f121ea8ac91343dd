package dev.sluice.core.admission;

import dev.sluice.core.ledger.ExchangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What this gateway's exchanges hold of shared counters: from when they are let in until the ledger has folded them,
 * which ends it in the same step. Thread-safe.
 */
public final class Holds {

    private final ConcurrentHashMap<ExchangeId, Held> holds = new ConcurrentHashMap<>();

    /** @param due whether the exchange has ended, and all that is missing is that the ledger has it */
    private record Held(List<Hold> holds, boolean due) {}

    /** What an exchange holds: what it was let in with, and what it was extended by. */
    public List<Hold> of(ExchangeId id) {
        Held held = holds.get(id);
        return held == null ? List.of() : held.holds();
    }

    /** From now on it holds this, too. */
    public void add(ExchangeId id, Hold hold) {
        holds.merge(id, new Held(List.of(hold), false), (had, more) -> {
            List<Hold> all = new ArrayList<>(had.holds());
            all.addAll(more.holds());
            return new Held(List.copyOf(all), had.due());
        });
    }

    /** It has ended: what it used is on its way to the ledger. */
    void end(ExchangeId id) {
        holds.computeIfPresent(id, (same, held) -> new Held(held.holds(), true));
    }

    /** Whether it has ended and holds something until it is in the ledger. */
    boolean isDue(ExchangeId id) {
        Held held = holds.get(id);
        return held != null && held.due();
    }

    /** It holds nothing any more; gives what it held, to whoever is the first to say so. */
    public List<Hold> remove(ExchangeId id) {
        Held held = holds.remove(id);
        return held == null ? List.of() : held.holds();
    }

    public void each(Consumer<Hold> to) {
        holds.values().forEach(held -> held.holds().forEach(to));
    }

    public int size() {
        return holds.size();
    }
}
