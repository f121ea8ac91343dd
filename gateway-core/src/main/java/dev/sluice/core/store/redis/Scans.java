package dev.sluice.core.store.redis;

import dev.sluice.core.store.StoreException;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ValueScanCursor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads what is large in pieces, so that Redis serves others in between. What changes meanwhile may be told or not, and
 * anything twice. Blocks, within bounds.
 */
final class Scans {

    /** So much is read with one command. */
    static final ScanArgs PIECE = ScanArgs.Builder.limit(5_000);

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Asking asking;

    Scans(Asking asking) {
        this.asking = asking;
    }

    /** Tells all fields of a hash. */
    void hash(String key, BiConsumer<String, byte[]> to) {
        long began = asking.ticker().nanoTime();
        MapScanCursor<String, byte[]> piece = first(key);
        piece.getMap().forEach(to);
        while (!piece.isFinished()) {
            requireTime(began);
            piece = next(key, piece);
            piece.getMap().forEach(to);
        }
    }

    /** Tells all members of a set, piece by piece. */
    void set(String key, Consumer<List<byte[]>> to) {
        long began = asking.ticker().nanoTime();
        RedisConnection redis = asking.redis();
        ValueScanCursor<byte[]> piece = redis.await(redis.commands().sscan(key, PIECE));
        to.accept(piece.getValues());
        while (!piece.isFinished()) {
            requireTime(began);
            piece = redis.await(redis.commands().sscan(key, ScanCursor.of(piece.getCursor()), PIECE));
            to.accept(piece.getValues());
        }
    }

    /** The piece of a hash after another. */
    MapScanCursor<String, byte[]> next(String key, ScanCursor after) {
        RedisConnection redis = asking.redis();
        return redis.await(redis.commands().hscan(key, ScanCursor.of(after.getCursor()), PIECE));
    }

    private MapScanCursor<String, byte[]> first(String key) {
        RedisConnection redis = asking.redis();
        return redis.await(redis.commands().hscan(key, PIECE));
    }

    private void requireTime(long began) {
        if (asking.ticker().nanoTime() - began > MOST_NANOS) {
            throw new StoreException("Redis takes longer than a minute to give what is asked for: ask for less");
        }
    }
}
