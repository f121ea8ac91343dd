package dev.sluice.core.cache.semantic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Holdings;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All vectors with their answers, by partition. The bytes of all partitions together are bounded: what is used least
 * makes room, wherever it is. An entry and its vector come and go together. Thread-safe; not for event loops, but for
 * {@link #level}.
 */
final class VectorPartitions {

    private final Clock clock;
    private final ConcurrentMap<Place, VectorPartition> partitions = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Sketches> sketches = new ConcurrentHashMap<>();
    private final Cache<Digest, Row> rows;
    private final Holdings holdings = new Holdings();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder corrupt = new LongAdder();

    /** @param maxBytes for the time being; 0: nothing is kept */
    VectorPartitions(long maxBytes, Clock clock) {
        this.clock = clock;
        this.rows = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Digest exact, Row row) -> (int) Math.min(Integer.MAX_VALUE, row.weight()))
                .expireAfter(Expiry.writing((Digest exact, Row row) -> left(row)))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                // Whoever is here may take the time.
                .executor(Runnable::run)
                .removalListener(this::removed)
                .build();
    }

    private Duration left(Row row) {
        return Duration.ofMillis(Math.max(0, row.expiresMillis() - clock.millis()));
    }

    /** Keeps a row, in the place of another one for the very same question. */
    void store(Row row) {
        // In this order: what does not fit is removed from where it has been added.
        partitions.compute(row.place(), (place, known) -> {
            VectorPartition partition = known == null ? new VectorPartition(() -> sketches(place)) : known;
            partition.add(row);
            return partition;
        });
        if (rows.asMap().put(row.entry().key().exact(), row) != row) {
            holdings.added(row.entry());
        }
    }

    private Sketches sketches(Place place) {
        return sketches.computeIfAbsent(place.dimensions(), Sketches::new);
    }

    /** The most similar one in a partition that is near enough and intact; null: there is none. */
    @Nullable
    Match find(Place place, float[] vector, Nearness near) {
        VectorPartition partition = partitions.get(place);
        Match match = partition == null ? null : partition.find(vector, near);
        if (match == null) {
            return null;
        }
        Row row = match.row();
        if (!row.entry().isIntact()) {
            corrupt.increment();
            remove(row);
            return null;
        }
        // It has been used, so that others make room first; and it may have gone meanwhile.
        return rows.getIfPresent(row.entry().key().exact()) == row ? match : null;
    }

    /** Drops a row, where no other one has taken its place. */
    void remove(Row row) {
        rows.asMap().remove(row.entry().key().exact(), row);
    }

    /** Drops rows; how many. */
    long purge(Purge which) {
        List<Digest> going = new ArrayList<>();
        rows.asMap().forEach((exact, row) -> {
            if (which.takes(row.entry())) {
                going.add(exact);
            }
        });
        return going.stream()
                .filter(exact -> rows.asMap().remove(exact) != null)
                .count();
    }

    /** Changes how much is kept at the most. */
    void limit(long maxBytes) {
        if (maxBytes == 0) {
            // Nothing makes room for anything: these are no evictions.
            rows.invalidateAll();
        }
        rows.policy().eviction().ifPresent(eviction -> {
            if (eviction.getMaximum() != maxBytes) {
                eviction.setMaximum(maxBytes);
            }
        });
    }

    /** How many partitions there are. */
    int partitions() {
        return partitions.size();
    }

    /** How many rows each tenant has. */
    void tenants(CacheState.TenantVisitor visitor) {
        holdings.visit(visitor);
    }

    /** Tells every entry that has a row, in no order. */
    void entries(Consumer<Entry> visitor) {
        rows.asMap().values().forEach(row -> visitor.accept(row.entry()));
    }

    CacheLevel level() {
        var eviction = rows.policy().eviction().orElseThrow();
        return new CacheLevel(
                CacheKind.SEMANTIC,
                rows.estimatedSize(),
                eviction.weightedSize().orElse(0),
                eviction.getMaximum(),
                evictions.sum(),
                corrupt.sum());
    }

    private void removed(@Nullable Digest exact, @Nullable Row row, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evictions.increment();
        }
        if (row != null) {
            holdings.removed(row.entry());
            partitions.computeIfPresent(row.place(), (place, partition) -> {
                partition.remove(row);
                return partition.size() == 0 ? null : partition;
            });
        }
    }
}
