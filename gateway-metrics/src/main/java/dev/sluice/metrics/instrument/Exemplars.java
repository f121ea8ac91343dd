package dev.sluice.metrics.instrument;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest measurement of a recorded trace for each bucket of the histograms of a {@link Cube}, of the first
 * {@value #MOST} that have any. Nothing is allotted before there is one. One thread writes; any thread reads.
 */
final class Exemplars {

    static final int MOST = 512;

    private final Map<Long, AtomicReferenceArray<Exemplar>> histograms = new ConcurrentHashMap<>();

    /** One for each bucket and what is above them all. */
    private final int buckets;

    Exemplars(int buckets) {
        this.buckets = buckets;
    }

    /** Takes the place of the bucket's one before. Only by the one writer. */
    void keep(int major, int minor, int bucket, Exemplar exemplar) {
        Long key = key(major, minor);
        AtomicReferenceArray<Exemplar> kept = histograms.get(key);
        if (kept == null) {
            if (histograms.size() >= MOST) {
                return;
            }
            kept = new AtomicReferenceArray<>(buckets);
            histograms.put(key, kept);
        }
        kept.set(bucket, exemplar);
    }

    /** Whether there has been one yet. */
    boolean any() {
        return !histograms.isEmpty();
    }

    /** The newest that any of several loops has, by bucket; null where none has any. */
    static @Nullable Exemplar @Nullable [] newest(List<Exemplars> loops, int major, int minor) {
        @Nullable Exemplar @Nullable [] newest = null;
        Long key = key(major, minor);
        for (Exemplars loop : loops) {
            AtomicReferenceArray<Exemplar> kept = loop.histograms.get(key);
            if (kept != null) {
                newest = newest == null ? new Exemplar[kept.length()] : newest;
                for (int bucket = 0; bucket < newest.length; bucket++) {
                    newest[bucket] = newer(newest[bucket], kept.get(bucket));
                }
            }
        }
        return newest;
    }

    /** The newer one; null: there is none. */
    static @Nullable Exemplar newer(@Nullable Exemplar one, @Nullable Exemplar other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.isAfter(one) ? other : one;
    }

    private static Long key(int major, int minor) {
        return (long) major << Integer.SIZE | minor;
    }
}
