package dev.sluice.core.store;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for 30 days where responses live that providers keep. The latest ones are in memory, so that an event loop
 * need not wait for them; all are in the store. Thread-safe: event loops share it; its lock is held for a map
 * operation.
 */
public final class ResponseHomes {

    private static final int MOST_IN_MEMORY = 20_000;
    private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);
    private static final long PRUNED_EVERY_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Store store;
    private final Clock clock;
    private final Map<ResponseHome.Id, ResponseHome> recent = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ResponseHome.Id, ResponseHome> eldest) {
            return size() > MOST_IN_MEMORY;
        }
    };
    private final AtomicLong prunedAt = new AtomicLong();

    public ResponseHomes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A response was made. That it cannot be stored is the store's to complain of: the client has its answer.
     *
     * @param key the name of the provider's key; empty: none was needed
     */
    public void made(ResponseHome.Id id, String provider, String key) {
        long now = clock.millis();
        ResponseHome home = new ResponseHome(id, provider, key, now);
        put(home);
        store.saveResponseHome(home);
        long before = prunedAt.get();
        // Who makes none leaves none behind either, so that no timer is needed.
        if (now - before >= PRUNED_EVERY_MILLIS && prunedAt.compareAndSet(before, now)) {
            store.forgetResponseHomesBefore(now - KEPT_MILLIS);
        }
    }

    /** Its provider has deleted it. */
    public void deleted(ResponseHome.Id id) {
        synchronized (recent) {
            recent.remove(id);
        }
        store.forgetResponseHome(id);
    }

    /** Where it lives, if that is in memory; null: the store may know. */
    public @Nullable ResponseHome recent(ResponseHome.Id id) {
        ResponseHome home;
        synchronized (recent) {
            home = recent.get(id);
        }
        return home != null && isKept(home) ? home : null;
    }

    /** Asks the store where it lives; completes on the store's thread, and fails where that cannot say. */
    public CompletionStage<Optional<ResponseHome>> find(ResponseHome.Id id) {
        return store.responseHome(id).thenApply(found -> {
            Optional<ResponseHome> kept = found.filter(this::isKept);
            kept.ifPresent(this::put);
            return kept;
        });
    }

    private boolean isKept(ResponseHome home) {
        return clock.millis() - home.madeAtEpochMillis() < KEPT_MILLIS;
    }

    private void put(ResponseHome home) {
        synchronized (recent) {
            recent.put(home.id(), home);
        }
    }
}
