package dev.sluice.core.store.redis;

import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Redis for all tests of a class, empty for each of them, and a store in it. */
final class OneRedis implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private Path folder;
    private RealRedis redis;
    private RedisStore store;

    RealRedis redis() {
        return redis;
    }

    RedisStore store() {
        return store;
    }

    /** Another gateway's. A slow machine is not taken for a Redis that is away. */
    RedisStore another() {
        return open(RedisConnectionTest.settings(redis.url()), QueryListener.SILENT);
    }

    /** Opens one that waits for a minute until it takes Redis to be away, unless its connection ends. */
    static RedisStore open(StoreSettings.Redis settings, QueryListener listener) {
        RedisConnection connection = RedisConnection.open(settings, 60_000);
        return RedisStore.open(connection, new RedisKeys(settings.prefix()), Ticker.SYSTEM, listener);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        try {
            folder = Files.createTempDirectory("redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis = RealRedis.start(folder);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        redis.command("FLUSHALL");
        store = another();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        store.close();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        redis.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
