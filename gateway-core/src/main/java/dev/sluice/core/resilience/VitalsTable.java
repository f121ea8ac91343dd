package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of every model at every provider, kept over reloads. Thread-safe: written when a snapshot is compiled,
 * read at scrapes and by operators.
 */
public final class VitalsTable {

    /** Told of a breaker's transition, on whatever thread made it; must not block. */
    @FunctionalInterface
    public interface Observer {
        void changed(int provider, int model, BreakerState from, BreakerState to);
    }

    /**
     * A model at a provider, by their own names: numbers of labels are shared by what does not fit their bounds, and
     * only for showing.
     *
     * @param model the provider's own name of the model; empty: all that are not configured
     * @param providerLabel number in {@code Identities.providers}
     * @param modelLabel number in {@code Identities.models}
     */
    public record Place(String provider, String model, int providerLabel, int modelLabel) {}

    private record Names(String provider, String model) {}

    private record Entry(ResilienceSettings.Breaker breaker, ResilienceSettings.Health health, Vitals vitals) {}

    private final Ticker ticker;
    private final Observer observer;
    private final Map<Names, Entry> entries = new LinkedHashMap<>();

    public VitalsTable(Ticker ticker, Observer observer) {
        this.ticker = ticker;
        this.observer = observer;
    }

    /**
     * What is known of a model at a provider: the same object as long as the settings of breaker and health are the
     * same, else a new one, that knows nothing yet.
     */
    public synchronized Vitals of(Place place, ResilienceSettings settings) {
        Names names = new Names(place.provider(), place.model());
        Entry known = entries.get(names);
        if (known != null
                && known.breaker().equals(settings.breaker())
                && known.health().equals(settings.health())) {
            return known.vitals();
        }
        int provider = place.providerLabel();
        int model = place.modelLabel();
        Breaker breaker = new Breaker(settings.breaker(), (from, to) -> observer.changed(provider, model, from, to));
        Vitals vitals = new Vitals(provider, model, breaker, new Health(settings.health(), ticker));
        entries.put(names, new Entry(settings.breaker(), settings.health(), vitals));
        return vitals;
    }

    /** Everything that is known, in the order in which it came up. */
    public synchronized List<Vitals> all() {
        return entries.values().stream().map(Entry::vitals).toList();
    }
}
