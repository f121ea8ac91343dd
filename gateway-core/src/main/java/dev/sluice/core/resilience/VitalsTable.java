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

    private record Place(int provider, int model) {}

    private record Entry(ResilienceSettings.Breaker breaker, ResilienceSettings.Health health, Vitals vitals) {}

    private final Ticker ticker;
    private final Observer observer;
    private final Map<Place, Entry> entries = new LinkedHashMap<>();

    public VitalsTable(Ticker ticker, Observer observer) {
        this.ticker = ticker;
        this.observer = observer;
    }

    /**
     * What is known of a model at a provider: the same object as long as the settings of breaker and health are the
     * same, else a new one, that knows nothing yet.
     *
     * @param provider number in {@code Identities.providers}
     * @param model number of the provider's own name of the model in {@code Identities.models}
     */
    public synchronized Vitals of(int provider, int model, ResilienceSettings settings) {
        Place place = new Place(provider, model);
        Entry known = entries.get(place);
        if (known != null
                && known.breaker().equals(settings.breaker())
                && known.health().equals(settings.health())) {
            return known.vitals();
        }
        Breaker breaker = new Breaker(settings.breaker(), (from, to) -> observer.changed(provider, model, from, to));
        Vitals vitals = new Vitals(provider, model, breaker, new Health(settings.health(), ticker));
        entries.put(place, new Entry(settings.breaker(), settings.health(), vitals));
        return vitals;
    }

    /** Everything that is known, in the order in which it came up. */
    public synchronized List<Vitals> all() {
        return entries.values().stream().map(Entry::vitals).toList();
    }
}
