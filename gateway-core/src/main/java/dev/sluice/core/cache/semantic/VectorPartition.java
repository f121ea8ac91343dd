package dev.sluice.core.cache.semantic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private final Supplier<Sketches> planes;
    private final StampedLock lock = new StampedLock();
    private final List<Row> rows = new ArrayList<>();
    private long @Nullable [] sketches;

    /** @param planes asked only when there are many vectors */
    VectorPartition(Supplier<Sketches> planes) {
        this.planes = planes;
    }

    void add(Row row) {
        long stamp = lock.writeLock();
        try {
            row.at(rows.size());
            rows.add(row);
            if (rows.size() > MANY) {
                sketch(row);
            }
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** When they become many, all get one. */
    private void sketch(Row added) {
        int needed = rows.size() * Sketches.WORDS;
        long[] all = sketches;
        if (all == null) {
            all = new long[2 * needed];
            for (Row row : rows) {
                planes.get().write(row.vector(), all, row.at() * Sketches.WORDS);
            }
        } else {
            all = all.length < needed ? Arrays.copyOf(all, 2 * needed) : all;
            planes.get().write(added.vector(), all, added.at() * Sketches.WORDS);
        }
        sketches = all;
    }

    /** The last one moves to where it was; whether it was there. */
    boolean remove(Row row) {
        long stamp = lock.writeLock();
        try {
            int at = row.at();
            if (at < 0) {
                return false;
            }
            Row last = rows.remove(rows.size() - 1);
            row.at(-1);
            if (at < rows.size()) {
                rows.set(at, last);
                last.at(at);
            }
            moveSketch(rows.size(), at);
            return true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Few have none, and what is mostly empty is made smaller. */
    private void moveSketch(int from, int to) {
        long[] all = sketches;
        if (all == null || rows.size() <= MANY) {
            sketches = null;
            return;
        }
        int words = rows.size() * Sketches.WORDS;
        System.arraycopy(all, from * Sketches.WORDS, all, to * Sketches.WORDS, Sketches.WORDS);
        sketches = all.length > 4 * words ? Arrays.copyOf(all, 2 * words) : all;
    }

    int size() {
        long stamp = lock.readLock();
        try {
            return rows.size();
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
        for (int i = 0; i < rows.size(); i++) {
            search.compare(rows.get(i));
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
        for (int i = 0; i < rows.size(); i++) {
            int different = Long.bitCount(all[at] ^ q0)
                    + Long.bitCount(all[at + 1] ^ q1)
                    + Long.bitCount(all[at + 2] ^ q2)
                    + Long.bitCount(all[at + 3] ^ q3);
            at += Sketches.WORDS;
            if (different <= most) {
                search.compare(rows.get(i));
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
