package dev.sluice.core.estimate;

import java.util.ArrayDeque;
import java.util.Deque;

/** Small arrays that texts are noted on, used again and again. Only one event loop's thread touches it. */
public final class Sheets {

    /** Bytes of one. */
    static final int SIZE = 1024;

    private static final int MOST_SPARE = 4096;

    private final Deque<byte[]> spare = new ArrayDeque<>();

    byte[] take() {
        byte[] sheet = spare.poll();
        return sheet == null ? new byte[SIZE] : sheet;
    }

    void giveBack(byte[] sheet) {
        if (spare.size() < MOST_SPARE) {
            spare.push(sheet);
        }
    }
}
