package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;
import java.util.HashMap;
import java.util.Map;

/** The retry budgets of all providers, kept over reloads. Thread-safe: used when a snapshot is compiled. */
public final class RetryBudgets {

    private record Entry(double share, RetryBudget budget) {}

    private final Ticker ticker;
    private final Map<String, Entry> entries = new HashMap<>();

    public RetryBudgets(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * A provider's budget: the same object as long as the share is the same, else a new one.
     *
     * @param provider its name
     * @param share retries for each request
     */
    public synchronized RetryBudget of(String provider, double share) {
        Entry known = entries.get(provider);
        if (known != null && known.share() == share) {
            return known.budget();
        }
        RetryBudget budget = new RetryBudget(share, ticker);
        entries.put(provider, new Entry(share, budget));
        return budget;
    }
}
