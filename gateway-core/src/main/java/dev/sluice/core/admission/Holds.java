package dev.sluice.core.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What this gateway's exchanges hold of shared counters: from when they are let in until the ledger has folded them,
 * which ends it in the same step. Thread-safe.
 */
public final class Holds {

    private final ConcurrentHashMap<ExchangeId, List<Hold>> holds = new ConcurrentHashMap<>();

    /** What an exchange holds: what it was let in with, and what it was extended by. */
    public List<Hold> of(ExchangeId id) {
        return holds.getOrDefault(id, List.of());
    }

    /** From now on it holds this, too. */
    public void add(ExchangeId id, Hold hold) {
        holds.merge(id, List.of(hold), (had, more) -> {
            List<Hold> all = new ArrayList<>(had);
            all.addAll(more);
            return List.copyOf(all);
        });
    }

    /** It holds nothing any more; gives what it held, to whoever is the first to say so. */
    public List<Hold> remove(ExchangeId id) {
        List<Hold> held = holds.remove(id);
        return held == null ? List.of() : held;
    }

    public void each(Consumer<Hold> to) {
        holds.values().forEach(held -> held.forEach(to));
    }

    public int size() {
        return holds.size();
    }
}
