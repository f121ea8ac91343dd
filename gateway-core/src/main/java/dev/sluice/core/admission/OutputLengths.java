package dev.sluice.core.admission;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the answers of models are, for requests that do not limit theirs: of a model's latest answers 95 of 100 were
 * no longer. Thread-safe: a model's lock is held for some comparisons, and for a sort now and then.
 */
public final class OutputLengths {

    /** What an answer is taken to need while nothing is known of its model. */
    public static final long UNKNOWN = 4096;

    private static final int MOST_MODELS = 4096;
    private static final int KEPT = 128;
    private static final int ENOUGH = 20;
    private static final int EVERY = 16;
    private static final int PERCENT = 95;

    private final ConcurrentHashMap<String, Latest> models = new ConcurrentHashMap<>();

    /** Tokens that an answer of a model will most probably not exceed. */
    public long likely(String model) {
        Latest latest = models.get(model);
        return latest == null ? UNKNOWN : latest.likely;
    }

    /** An answer is complete. */
    public void ended(String model, long tokens) {
        Latest latest = models.get(model);
        if (latest == null) {
            if (models.size() >= MOST_MODELS) {
                return;
            }
            latest = models.computeIfAbsent(model, name -> new Latest());
        }
        latest.add(tokens);
    }

    private static final class Latest {

        private final long[] lengths = new long[KEPT];
        private int count;
        private volatile long likely = UNKNOWN;

        synchronized void add(long tokens) {
            lengths[count % KEPT] = tokens;
            count = count == Integer.MAX_VALUE ? KEPT : count + 1;
            if (count >= ENOUGH && count % EVERY == 0) {
                long[] sorted = Arrays.copyOf(lengths, Math.min(count, KEPT));
                Arrays.sort(sorted);
                likely = sorted[Math.min(sorted.length - 1, sorted.length * PERCENT / 100)];
            }
        }
    }
}
