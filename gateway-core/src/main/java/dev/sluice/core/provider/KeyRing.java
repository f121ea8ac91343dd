package dev.sluice.core.provider;

import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's pool of keys: which is used next, and which are not used for now. It lives as long as the process, over
 * reloads. Thread-safe: event loops share it; taking a key is at most one atomic step on an immutable view of the
 * usable ones, changes of state are rare and take a lock. A cooling key comes back when the ring is next asked for
 * anything after its time.
 */
public final class KeyRing {

    /** How keys are chosen among the best usable ones. */
    public enum Rotation {
        /** In turn. */
        ROUND_ROBIN,
        /** By the prompt's prefix, so that the provider's own prompt cache stays warm; spilling by load. */
        AFFINITY
    }

    /** What became of an attempt, as far as its key is concerned. */
    public enum Outcome {
        SUCCESS,
        /** 429: it cools. */
        RATE_LIMITED,
        /** 401: it is invalid at once. */
        REJECTED,
        /** Quota or credit used up: it is invalid at once. */
        EXHAUSTED,
        /** 403: counted; invalid after {@code blacklist_threshold} in a row. */
        FORBIDDEN,
        /** The provider failed: counted, but never against the last usable key, nor when the whole provider fails. */
        PROVIDER_FAILED,
        /** Nothing that speaks for or against the key: the client's own fault, or the client left. */
        NEUTRAL
    }

    /**
     * Told, on whatever thread, after a key's state or count has changed; must not block. Two changes may be told in
     * the wrong order, but both after they were made: what counts is what the key says.
     */
    @FunctionalInterface
    public interface Observer {
        void changed(KeyRing ring, ProviderKey key);
    }

    /**
     * What the configuration says of a pool.
     *
     * @param blacklistThreshold counted failures in a row until a key is invalid; 0: never
     */
    public record Settings(Rotation rotation, int blacklistThreshold) {}

    /** What tells a ring the time: for intervals, and for what outlives the process. */
    record Clocks(Ticker ticker, Clock clock) {

        KeyStanding.Moment now() {
            return new KeyStanding.Moment(ticker.nanoTime(), clock.millis());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final String provider;
    private final Clocks clocks;
    private final Observer observer;
    private final AtomicInteger turn = new AtomicInteger();
    private final Object lock = new Object();
    private final DepartedKeys departed = new DepartedKeys();

    /** Written under the lock, as are the standings of keys. */
    private volatile Settings settings;

    private volatile List<ProviderKey> keys = List.of();
    private volatile KeyView view;
    private volatile boolean wanted;
    private volatile boolean providerFails;
    private boolean configured;

    KeyRing(String provider, Settings settings, Clocks clocks, Observer observer) {
        this.provider = provider;
        this.settings = settings;
        this.clocks = clocks;
        this.observer = observer;
        this.view = KeyView.of(keys, settings.rotation(), turn);
    }

    /** The provider that the keys belong to. */
    public String provider() {
        return provider;
    }

    /** How keys are chosen. */
    public Rotation rotation() {
        return settings.rotation();
    }

    /** Whether the provider wants a key at all. Where it does and none is usable, it is not available. */
    public boolean needed() {
        return wanted || !keys.isEmpty();
    }

    /**
     * The key for the next attempt; it must be given back by {@link #ended}, once.
     *
     * @param affinity hash of the prompt's prefix; looked at by {@link Rotation#AFFINITY} only
     * @param tried keys that this request has had already, and that it does not get again while there are others
     * @return null when none is usable, or none is {@link #needed}
     */
    public @Nullable ProviderKey select(long affinity, List<ProviderKey> tried) {
        KeyView now = view();
        ProviderKey key = now.pick(affinity, tried);
        if (key != null && now.countsAttempts()) {
            key.attemptBegan();
        }
        return key;
    }

    /** The key of that name for the next attempt, as {@link #select} gives it; null when it cannot be used now. */
    public @Nullable ProviderKey select(String name) {
        KeyView now = view();
        ProviderKey key = named(name, keys);
        if (key == null || key.state() != KeyState.ACTIVE) {
            return null;
        }
        if (now.countsAttempts()) {
            key.attemptBegan();
        }
        return key;
    }

    /** Whether {@link #select} would give a key, or none is needed. */
    public boolean usable() {
        return !view().isEmpty() || !needed();
    }

    /** Nanoseconds until the first cooling key can be used again; -1 when none is cooling. */
    public long coolsForNanos() {
        KeyView now = view();
        return now.cools() ? Math.max(0, now.wakeAt() - clocks.ticker().nanoTime()) : -1;
    }

    /**
     * An attempt with a key is over.
     *
     * @param coolNanos for {@link Outcome#RATE_LIMITED}: how long the provider wants to be left alone; not positive: it
     *     did not say
     */
    public void ended(ProviderKey key, Outcome outcome, long coolNanos) {
        key.attemptEnded();
        if (outcome == Outcome.SUCCESS && providerFails) {
            providerFails = false;
        }
        if (saysNothing(key, outcome)) {
            return;
        }
        int threshold = settings.blacklistThreshold();
        switch (outcome) {
            case SUCCESS -> update(key, KeyStanding::succeeded);
            case RATE_LIMITED -> update(key, standing -> standing.limited(clocks.now(), coolNanos));
            case REJECTED -> update(key, standing -> standing.refused(KeyReason.REJECTED));
            case EXHAUSTED -> update(key, standing -> standing.refused(KeyReason.EXHAUSTED));
            case FORBIDDEN -> update(key, standing -> standing.forbidden(threshold));
            case PROVIDER_FAILED -> update(key, standing -> standing.providerFailed(view.isOnly(key) ? 0 : threshold));
            case NEUTRAL -> {}
        }
    }

    private boolean saysNothing(ProviderKey key, Outcome outcome) {
        return switch (outcome) {
            case SUCCESS -> key.standing().isSpotless();
            case PROVIDER_FAILED -> providerFails;
            case NEUTRAL -> true;
            case RATE_LIMITED, REJECTED, EXHAUSTED, FORBIDDEN -> false;
        };
    }

    /**
     * The provider as a whole is failing: what was counted against its keys is taken back, and until the next success
     * nothing is counted for it, as attempts that are under way will fail, too.
     */
    public void blameProvider() {
        providerFails = true;
        for (ProviderKey key : keys) {
            if (!key.standing().isSpotless()) {
                update(key, KeyStanding::excused);
            }
        }
    }

    /** All keys, in the order of the file and then of their adding. */
    public List<ProviderKey> keys() {
        view();
        return keys;
    }

    /** The key of that name; null when there is none. */
    public @Nullable ProviderKey find(String name) {
        return named(name, keys());
    }

    private static @Nullable ProviderKey named(String name, List<ProviderKey> keys) {
        for (ProviderKey key : keys) {
            if (key.name().equals(name)) {
                return key;
            }
        }
        return null;
    }

    /** Adds a key; throws {@link IllegalArgumentException} when there is one of that name. */
    public void add(ProviderKey key) {
        addAll(List.of(key));
    }

    /** Adds keys, all at once, or none and throws {@link IllegalArgumentException} when a name is taken. */
    public void addAll(List<ProviderKey> added) {
        synchronized (lock) {
            Set<String> names = new HashSet<>();
            keys.forEach(key -> names.add(key.name()));
            for (ProviderKey key : added) {
                if (!names.add(key.name())) {
                    throw new IllegalArgumentException(
                            "provider " + provider + " has a key " + key.name() + " already");
                }
            }
            List<ProviderKey> grown = new ArrayList<>(keys);
            grown.addAll(added);
            added.forEach(ProviderKey::join);
            wanted = true;
            rebuild(grown);
        }
    }

    /** Takes a key out; attempts under way with it go on. */
    public void remove(ProviderKey key) {
        synchronized (lock) {
            List<ProviderKey> left = new ArrayList<>(keys);
            if (!left.remove(key)) {
                return;
            }
            key.leave();
            wanted = true;
            rebuild(left);
        }
        if (view.isEmpty()) {
            LOG.warn("provider {} has no usable key left, now that {} was removed", provider, key.name());
        }
    }

    /** Switches a key off, until it is restored. */
    public void disable(ProviderKey key) {
        update(key, KeyStanding::disabled);
    }

    /** Makes a key usable again, whatever it was: count and reason are gone. */
    public void restore(ProviderKey key) {
        update(key, KeyStanding::restored);
    }

    /** Makes an invalid key usable again, because its provider takes it; one of any other state stays as it is. */
    public void revive(ProviderKey key) {
        update(key, standing -> standing.state() == KeyState.INVALID ? standing.restored() : standing);
    }

    /** Takes over what was known of keys before the process began; nothing of those that are not here. */
    public void recall(List<KeyMemory> memories) {
        synchronized (lock) {
            Map<String, ProviderKey> byName = new HashMap<>();
            keys.forEach(key -> byName.put(key.name(), key));
            KeyStanding.Moment now = clocks.now();
            for (KeyMemory memory : memories) {
                ProviderKey key = byName.get(memory.name());
                if (key != null) {
                    key.stand(KeyStanding.recalled(memory, now));
                }
            }
            rebuild(keys);
        }
    }

    /** From now on the provider wants keys, whether or not it has any: it had some through the API once. */
    public void wantKeys() {
        wanted = true;
    }

    /**
     * Takes over what the file says now; see {@link KeyRings#ring}. From the second time on the observer is told of
     * keys that are new, for a store may still hold what became of others of their names.
     */
    void configure(Settings now, List<ProviderKey> file) {
        KeyReload reload;
        boolean again;
        synchronized (lock) {
            reload = KeyReload.of(keys, file);
            departed.reloaded(reload);
            reload.fresh().forEach(ProviderKey::join);
            reload.gone().forEach(ProviderKey::leave);
            settings = now;
            rebuild(reload.keys());
            again = configured;
            configured = true;
        }
        if (again) {
            reload.fresh().forEach(key -> observer.changed(this, key));
        }
    }

    private KeyView view() {
        KeyView now = view;
        return now.cools() && clocks.ticker().nanoTime() - now.wakeAt() >= 0 ? wake() : now;
    }

    private KeyView wake() {
        List<ProviderKey> awake = new ArrayList<>();
        KeyView now;
        synchronized (lock) {
            long ticks = clocks.ticker().nanoTime();
            for (ProviderKey key : keys) {
                if (key.standing().cooledAt(ticks)) {
                    key.stand(key.standing().awake());
                    awake.add(key);
                }
            }
            if (!awake.isEmpty()) {
                rebuild(keys);
            }
            now = view;
        }
        awake.forEach(key -> observer.changed(this, key));
        return now;
    }

    private void update(ProviderKey key, UnaryOperator<KeyStanding> step) {
        KeyStanding before;
        KeyStanding after;
        synchronized (lock) {
            if (!key.inRing()) {
                return;
            }
            before = key.standing();
            after = step.apply(before);
            key.stand(after);
            if (after.state() != before.state() || after.wakeAt() != before.wakeAt()) {
                rebuild(keys);
            }
        }
        if (after.tells(before)) {
            log(key, before.state(), after);
            observer.changed(this, key);
        }
    }

    private void rebuild(List<ProviderKey> next) {
        keys = List.copyOf(next);
        view = KeyView.of(keys, settings.rotation(), turn);
    }

    private void log(ProviderKey key, KeyState before, KeyStanding after) {
        if (after.state() == before) {
            return;
        }
        switch (after.state()) {
            case INVALID ->
                LOG.warn(
                        "provider {}: key {} is invalid: {}",
                        provider,
                        key.name(),
                        after.reason().word());
            case DISABLED -> LOG.info("provider {}: key {} is disabled", provider, key.name());
            case ACTIVE -> LOG.info("provider {}: key {} is restored", provider, key.name());
            case COOLING -> LOG.debug("provider {}: key {} cools", provider, key.name());
        }
    }
}
