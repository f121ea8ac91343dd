package dev.sluice.metrics.instrument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Access to a {@code long[]} that one thread writes and any thread reads: the writer needs no atomic update, readers
 * see each cell whole and never see it go back (opaque mode: coherent, without fences).
 */
final class Cells {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private Cells() {}

    /** Only by the cells' one writer. */
    static void add(long[] cells, int index, long amount) {
        LONGS.setOpaque(cells, index, cells[index] + amount);
    }

    /** Only by the cells' one writer. */
    static void set(long[] cells, int index, long value) {
        LONGS.setOpaque(cells, index, value);
    }

    static long get(long[] cells, int index) {
        return (long) LONGS.getOpaque(cells, index);
    }
}
