package dev.sluice.metrics.instrument;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of a fact: where it stands in each dimension it has, and its cells. Not changed once it is in a
 * {@link Totals}.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
public final class Row {

    /** Few rows have more dimensions. */
    private static final int ROOM = 6;

    private byte[] dimensions = new byte[ROOM];
    private int[] places = new int[ROOM];
    private int there;
    private final long[] cells;
    private @Nullable Exemplar @Nullable [] exemplars;

    Row(long... cells) {
        this.cells = cells;
    }

    /** Puts the row in its place; only while it is made. */
    Row at(Dimension dimension, int number) {
        int index = index(dimension);
        if (index < 0) {
            index = there++;
            if (index == places.length) {
                dimensions = Arrays.copyOf(dimensions, 2 * index);
                places = Arrays.copyOf(places, 2 * index);
            }
            dimensions[index] = (byte) dimension.ordinal();
        }
        places[index] = number;
        return this;
    }

    /** Puts exemplars to its buckets; only while it is made. */
    Row with(@Nullable Exemplar @Nullable [] newest) {
        exemplars = newest;
        return this;
    }

    /** The newest exemplar of a distribution's bucket; null: it has none. */
    public @Nullable Exemplar exemplar(int bucket) {
        return exemplars == null ? null : exemplars[bucket];
    }

    /** Whether any bucket may have an exemplar. */
    public boolean hasExemplars() {
        return exemplars != null;
    }

    /** Whether the row stands anywhere in a dimension. */
    public boolean has(Dimension dimension) {
        return index(dimension) >= 0;
    }

    /** The row's number in a dimension; throws {@link IllegalStateException} when it has none. */
    public int at(Dimension dimension) {
        int index = index(dimension);
        if (index < 0) {
            throw new IllegalStateException("no " + dimension + " here: " + Arrays.toString(places));
        }
        return places[index];
    }

    private int index(Dimension dimension) {
        for (int i = 0; i < there; i++) {
            if (dimensions[i] == dimension.ordinal()) {
                return i;
            }
        }
        return -1;
    }

    /** The number of cells. */
    public int size() {
        return cells.length;
    }

    public long cell(int index) {
        return cells[index];
    }

    /** The last cell: a distribution's sum, or the only one. */
    public long last() {
        return cells[cells.length - 1];
    }

    /** How many values a distribution holds: the sum of its buckets. */
    public long count() {
        long count = 0;
        for (int i = 0; i < cells.length - 1; i++) {
            count += cells[i];
        }
        return count;
    }
}
