package dev.sluice.netty.boot;

import dev.sluice.core.config.ConfigLoader;
import dev.sluice.core.config.GatewayConfig;
import dev.sluice.core.config.SnapshotCompiler;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.store.Moved;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.store.redis.RedisStore;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** Opens the store that a configuration names: for the gateway, and for the commands that work on a store alone. */
final class StoreOpener {

    private static final String FORGETS = "store.kind is memory: there is nothing to work on";

    private StoreOpener() {}

    /** Opens it, or makes it; a {@link StoreException} says what is in the way. */
    static Store open(StoreSettings settings) {
        return open(settings, QueryListener.SILENT);
    }

    /** As {@link #open(StoreSettings)}; tells what is asked of a database. */
    static Store open(StoreSettings settings, QueryListener listener) {
        return switch (settings.kind()) {
            case MEMORY -> new MemoryStore();
            case REDIS -> redis(settings, listener);
            case SQLITE -> SqliteStore.open(settings.path(), settings.synchronous(), Ticker.SYSTEM, listener);
        };
    }

    /** Opens it, as {@link #open(StoreSettings)}, for everything to move out of it or into it. */
    static Moved.Place place(StoreSettings settings) {
        return switch (settings.kind()) {
            case MEMORY -> throw new StoreException(FORGETS);
            case REDIS -> redis(settings, QueryListener.SILENT);
            case SQLITE -> SqliteStore.open(settings.path(), settings.synchronous(), Ticker.SYSTEM);
        };
    }

    private static RedisStore redis(StoreSettings settings, QueryListener listener) {
        return RedisStore.open(Objects.requireNonNull(settings.redis()), Ticker.SYSTEM, listener);
    }

    /** Lets a command work on the store that a configuration names, if there is one; the exit code. */
    static int withStore(Path config, ToIntFunction<StoreSettings> command) {
        return withSettings(config, settings -> {
            if (settings.kind() == Kind.SQLITE && Files.notExists(settings.path())) {
                System.err.println(settings.path() + " does not exist: nothing was stored yet");
                return 1;
            }
            return command.applyAsInt(settings);
        });
    }

    /** As {@link #withStore}, also where nothing was stored yet. */
    static int withSettings(Path config, ToIntFunction<StoreSettings> command) {
        Verdict<GatewayConfig> verdict = ConfigLoader.load(config.toAbsolutePath(), ThisProcess.platform());
        if (verdict instanceof Verdict.Refused<GatewayConfig> refused) {
            Startup.print(config, refused.problems());
            return 1;
        }
        StoreSettings settings = SnapshotCompiler.store(
                ((Verdict.Accepted<GatewayConfig>) verdict).value().store());
        if (settings.kind() == Kind.MEMORY) {
            System.err.println(FORGETS);
            return 1;
        }
        return command.applyAsInt(settings);
    }
}
