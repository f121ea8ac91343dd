package dev.sluice.core.admission;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway's exchanges hold of shared counters: from when they are let in until the ledger has folded them,
 * which ends it in the same step. Thread-safe.
 */
public final class Holds {

    private final ConcurrentHashMap<ExchangeId, Hold> holds = new ConcurrentHashMap<>();

    /** What an exchange holds; null where it holds nothing. */
    public @Nullable Hold of(ExchangeId id) {
        return holds.get(id);
    }

    /** From now on it holds this. */
    public void put(ExchangeId id, Hold hold) {
        holds.put(id, hold);
    }

    /** It holds nothing any more; gives what it held, to whoever is the first to say so. */
    public @Nullable Hold remove(ExchangeId id) {
        return holds.remove(id);
    }

    public void each(Consumer<Hold> to) {
        holds.values().forEach(to);
    }

    public int size() {
        return holds.size();
    }
}
