package dev.sluice.core.provider;

import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pools of all providers there have been since the process began, so that a reload does not forget what is known of
 * keys. Thread-safe: written when a snapshot is compiled, read by whoever manages keys.
 */
public final class KeyRings {

    private final KeyRing.Clocks clocks;
    private final KeyRing.Observer observer;
    private final Map<String, KeyRing> rings = new LinkedHashMap<>();

    /** @param clock tells until when a key cools in a way that outlives the process */
    public KeyRings(Ticker ticker, Clock clock, KeyRing.Observer observer) {
        this.clocks = new KeyRing.Clocks(ticker, clock);
        this.observer = observer;
    }

    /**
     * The ring of a provider, made on first sight. One that is there already takes over what the file says now: keys of
     * the same name and value keep their state, others start afresh, those that are gone from the file vanish, but
     * stand as they stood when they come back; what was added through the API stays.
     *
     * @param configured the keys of the file, in its order
     */
    public synchronized KeyRing ring(String provider, KeyRing.Settings settings, List<ProviderKey> configured) {
        KeyRing ring = rings.computeIfAbsent(provider, name -> new KeyRing(name, settings, clocks, observer));
        ring.configure(settings, configured);
        return ring;
    }

    /** The ring of a provider; null when there never was one. */
    public synchronized @Nullable KeyRing find(String provider) {
        return rings.get(provider);
    }

    /** All rings, those of providers that a reload removed too, in the order in which they came up. */
    public synchronized List<KeyRing> all() {
        return List.copyOf(rings.values());
    }
}
