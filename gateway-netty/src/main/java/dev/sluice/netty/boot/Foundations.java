package dev.sluice.netty.boot;

import dev.sluice.core.config.AddedKeys;
import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.config.LiveState;
import dev.sluice.core.config.Platform;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.manage.KeyKeeper;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway stands on: its configuration, the store that this names, what is learnt of providers, and the keeper
 * that carries this from one life of the process to the next. Whoever opens it closes it. Thread-safe.
 */
final class Foundations implements AutoCloseable {

    private final LiveConfig config;
    private final Opening opening;
    private final KeyKeeper keeper;

    private Foundations(LiveConfig config, Opening opening) {
        this.config = config;
        this.opening = opening;
        StoreSettings settings = config.current().store();
        keeper = new KeyKeeper(
                opening.store(),
                KeyVault.of(settings.encryptionKey(), settings.previousKeys()),
                config.identities().keys());
        // Before the first request: what was invalid or added before is so again.
        keeper.recall(config.live().keys());
        opening.keeper = keeper;
    }

    /**
     * Reads the configuration, opens the store and recalls what it has. Blocks.
     *
     * @throws dev.sluice.core.store.StoreException when the store cannot be opened; the message says what to do
     */
    static Verdict<Foundations> open(Path file, Platform platform) {
        Opening opening = new Opening();
        LiveState live = new LiveState(
                new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), opening::keyChanged),
                new VitalsTable(Ticker.SYSTEM, opening::breakerChanged),
                new RetryBudgets(Ticker.SYSTEM));
        opening.rings = live.keys();
        Verdict<LiveConfig> verdict = LiveConfig.open(file, platform, live, opening::open);
        if (verdict instanceof Verdict.Refused<LiveConfig> refused) {
            opening.close();
            return new Verdict.Refused<>(refused.problems());
        }
        return new Verdict.Accepted<>(new Foundations(((Verdict.Accepted<LiveConfig>) verdict).value(), opening));
    }

    LiveConfig config() {
        return config;
    }

    KeyKeeper keeper() {
        return keeper;
    }

    /** From here on breakers are heard. */
    void listener(GatewayListener listener) {
        opening.listener = listener;
    }

    /** Rings have taken over a configuration: those that are new learn what is stored of their keys. */
    void reloaded() {
        keeper.recall(config.live().keys());
    }

    @Override
    public void close() {
        keeper.close();
        opening.close();
    }

    /** Joins what is made before what it must tell of its changes. */
    private static final class Opening {

        private volatile @Nullable KeyRings rings;
        private volatile @Nullable Store store;
        private volatile @Nullable KeyKeeper keeper;
        private volatile @Nullable GatewayListener listener;

        AddedKeys open(StoreSettings settings) {
            Store opened = StoreOpener.open(settings);
            store = opened;
            List<StoredKey> rows = opened.providerKeys();
            return (provider, key) -> keeper == null ? isAmong(rows, provider, key) : isAdded(provider, key);
        }

        Store store() {
            Store opened = store;
            if (opened == null) {
                throw new IllegalStateException("a configuration is accepted with its store open");
            }
            return opened;
        }

        void keyChanged(KeyRing ring, ProviderKey key) {
            KeyKeeper told = keeper;
            if (told != null) {
                told.changed(ring, key);
            }
        }

        void breakerChanged(int provider, int model, BreakerState from, BreakerState to) {
            GatewayListener told = listener;
            if (told != null) {
                told.breakerChanged(provider, model, to);
            }
        }

        void close() {
            Store opened = store;
            if (opened != null) {
                opened.close();
            }
        }

        private boolean isAdded(String provider, String name) {
            KeyRings known = rings;
            KeyRing ring = known == null ? null : known.find(provider);
            ProviderKey key = ring == null ? null : ring.find(name);
            return key != null && key.source() == KeySource.API;
        }

        private static boolean isAmong(List<StoredKey> rows, String provider, String name) {
            return rows.stream()
                    .anyMatch(row -> row.source() == KeySource.API
                            && !row.deleted()
                            && row.provider().equals(provider)
                            && row.name().equals(name));
        }
    }
}
