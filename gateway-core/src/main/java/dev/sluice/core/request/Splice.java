package dev.sluice.core.request;

/**
 * One edit of a body: at byte offset {@code at} of the original, {@code remove} bytes give way to {@code insert}.
 * Splices of one body are sorted and do not overlap.
 */
public record Splice(int at, int remove, byte[] insert) {

    /** By how many bytes the body grows (negative: shrinks). */
    public int delta() {
        return insert.length - remove;
    }
}
