package dev.sluice.core.request;

/** Which of the open containers are objects: one bit a level, so that depth costs neither stack nor heap. */
final class Nesting {

    static final int MAX_DEPTH = 512;

    private final long[] objects = new long[MAX_DEPTH / Long.SIZE];
    private int depth;

    void clear() {
        depth = 0;
    }

    int depth() {
        return depth;
    }

    boolean isFull() {
        return depth == MAX_DEPTH;
    }

    void openObject() {
        objects[depth >>> 6] |= 1L << depth;
        depth++;
    }

    void openArray() {
        objects[depth >>> 6] &= ~(1L << depth);
        depth++;
    }

    void close() {
        depth--;
    }

    /** Whether the innermost open container is an object. */
    boolean isInObject() {
        int top = depth - 1;
        return (objects[top >>> 6] >>> top & 1) != 0;
    }
}
