package dev.sluice.core.cache.semantic;

import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of one partition. A few are compared one by one; of many, only those whose sketches are near, which is
 * decided in one pass over the sketches. Nothing is built, and to remove one costs nothing. Thread-safe: readers do not
 * wait for one another, a writer waits for those that are reading. Not for event loops.
 */
final class VectorPartition {

    /** From so many on it pays to make a sketch of the question. */
    static final int MANY = Sketches.BITS;

    private static final int FIRST_ROWS = 4;

    private final Supplier<Sketches> planes;
    private final StampedLock lock = new StampedLock();
    private Row[] rows = new Row[FIRST_ROWS];
    private long @Nullable [] sketches;
    private int size;

    /** @param planes asked only when there are many vectors */
    VectorPartition(Supplier<Sketches> planes) {
        this.planes = planes;
    }

    void add(Row row) {
        long stamp = lock.writeLock();
        try {
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, size * 2);
            }
            row.at(size);
            rows[size] = row;
            size++;
            sketch(row);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** When they become many, all get one. */
    private void sketch(Row added) {
        if (size <= MANY) {
            return;
        }
        long[] all = sketches;
        if (all == null) {
            all = new long[rows.length * Sketches.WORDS];
            sketches = all;
            for (int i = 0; i < size; i++) {
                planes.get().write(rows[i].vector(), all, i * Sketches.WORDS);
            }
            return;
        }
        if (all.length < size * Sketches.WORDS) {
            all = Arrays.copyOf(all, rows.length * Sketches.WORDS);
            sketches = all;
        }
        planes.get().write(added.vector(), all, added.at() * Sketches.WORDS);
    }

    /** The last one moves to where it was; whether it was there. */
    boolean remove(Row row) {
        long stamp = lock.writeLock();
        try {
            int at = row.at();
            if (at < 0) {
                return false;
            }
            size--;
            Row last = rows[size];
            rows[at] = last;
            last.at(at);
            rows[size] = null;
            row.at(-1);
            long[] all = sketches;
            if (size <= MANY) {
                sketches = null;
            } else if (all != null) {
                System.arraycopy(all, size * Sketches.WORDS, all, at * Sketches.WORDS, Sketches.WORDS);
            }
            shrink();
            return true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void shrink() {
        if (rows.length > FIRST_ROWS && size <= rows.length / 4) {
            rows = Arrays.copyOf(rows, rows.length / 2);
            long[] all = sketches;
            sketches = all == null ? null : Arrays.copyOf(all, rows.length * Sketches.WORDS);
        }
    }

    int size() {
        long stamp = lock.readLock();
        try {
            return size;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** The most similar one that is near enough; null: there is none. */
    @Nullable
    Match find(float[] vector, Nearness near) {
        long[] question = null;
        if (size() > MANY) {
            question = new long[Sketches.WORDS];
            planes.get().write(vector, question, 0);
        }
        long stamp = lock.readLock();
        try {
            long[] all = sketches;
            return all == null || question == null
                    ? compareAll(vector, near)
                    : compareNear(vector, near, all, question);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private @Nullable Match compareAll(float[] vector, Nearness near) {
        Search search = new Search(vector, near);
        for (int i = 0; i < size; i++) {
            search.compare(rows[i]);
        }
        return search.match();
    }

    private @Nullable Match compareNear(float[] vector, Nearness near, long[] all, long[] question) {
        Search search = new Search(vector, near);
        int most = Sketches.mostDifferent(near.threshold());
        long q0 = question[0];
        long q1 = question[1];
        long q2 = question[2];
        long q3 = question[3];
        int at = 0;
        for (int i = 0; i < size; i++) {
            int different = Long.bitCount(all[at] ^ q0)
                    + Long.bitCount(all[at + 1] ^ q1)
                    + Long.bitCount(all[at + 2] ^ q2)
                    + Long.bitCount(all[at + 3] ^ q3);
            at += Sketches.WORDS;
            if (different <= most) {
                search.compare(rows[i]);
            }
        }
        return search.match();
    }

    /** One look for the nearest. */
    private static final class Search {

        private final float[] vector;
        private final Nearness near;
        private @Nullable Row best;
        private double similarity;

        Search(float[] vector, Nearness near) {
            this.vector = vector;
            this.near = near;
            // What is the same is near enough for any threshold, whatever is lost in rounding.
            this.similarity = near.threshold() - 1e-6;
        }

        void compare(Row row) {
            double found = Vectors.product(row.vector(), vector);
            if (found >= similarity && near.takes(row)) {
                best = row;
                similarity = found;
            }
        }

        @Nullable
        Match match() {
            return best == null ? null : new Match(best, Math.min(1, similarity));
        }
    }
}
