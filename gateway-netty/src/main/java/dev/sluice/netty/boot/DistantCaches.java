package dev.sluice.netty.boot;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.ResponseCache;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.redis.RedisStore;
import dev.sluice.core.store.sqlite.SqliteAnswers;
import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What there is of answers outside of the process, as the store has a place for them: a file beside it, or Redis.
 * Whether it is used is up to the configuration in force. Ends before the store. Thread-safe.
 */
final class DistantCaches implements AutoCloseable {

    private final List<DistantCache> all;
    private final @Nullable SqliteAnswers file;

    private DistantCaches(List<DistantCache> all, @Nullable SqliteAnswers file) {
        this.all = all;
        this.file = file;
    }

    /**
     * Those that a store has a place for.
     *
     * @param hand the cache in memory, which answers come back to
     * @param memory drops what other gateways purge from wherever it is in memory
     */
    static DistantCaches of(
            Store store, StoreSettings settings, ResponseCache hand, Consumer<Purge> memory, Clock clock) {
        if (store instanceof RedisStore redis) {
            return new DistantCaches(List.of(redis.answers(memory, clock)), null);
        }
        if (settings.kind() == Kind.SQLITE) {
            SqliteAnswers file = new SqliteAnswers(settings.path(), hand, clock, Ticker.SYSTEM);
            return new DistantCaches(List.of(file), file);
        }
        return new DistantCaches(List.of(), null);
    }

    /** In the order in which they are asked. */
    List<DistantCache> all() {
        return all;
    }

    /** A configuration is in force. */
    void apply(@Nullable CacheSettings settings) {
        if (file != null) {
            file.apply(settings);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
