package dev.sluice.netty.wire;

import java.util.Arrays;

/**
 * Where the data stands in a part of a body: stretches {@code [from, to)} of absolute indices, in order, none empty. A
 * reusable list, valid during the call that shows it.
 */
public final class Ranges {
    private int[] bounds = new int[16];
    private int size;
    private int bytes;
    private boolean verbatim;

    public int size() {
        return size;
    }

    public int from(int i) {
        return bounds[2 * i];
    }

    public int to(int i) {
        return bounds[2 * i + 1];
    }

    /** How many bytes of data there are in all. */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether the whole part may be passed on as it is: plain data, or whole chunks, without extensions and without the
     * last chunk.
     */
    public boolean verbatim() {
        return verbatim;
    }

    public void clear() {
        size = 0;
        bytes = 0;
        verbatim = false;
    }

    /**
     * Adds a stretch behind those that are there, not an empty one; if it goes on where the last one ended, that grows.
     */
    public void add(int from, int to) {
        bytes += to - from;
        if (size > 0 && bounds[2 * size - 1] == from) {
            bounds[2 * size - 1] = to;
            return;
        }
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 4 * size);
        }
        bounds[2 * size] = from;
        bounds[2 * size + 1] = to;
        size++;
    }

    /** Adds the stretches of another list behind those that are there. */
    public void addAll(Ranges others) {
        for (int i = 0; i < others.size; i++) {
            add(others.from(i), others.to(i));
        }
    }

    void markVerbatim() {
        verbatim = true;
    }

    /** Shows a part that is nothing but data. */
    void only(int from, int to) {
        clear();
        add(from, to);
        verbatim = true;
    }
}
