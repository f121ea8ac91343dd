package dev.sluice.core.request;

import java.util.ArrayList;
import java.util.List;

/**
 * One edit of a body: at byte offset {@code at} of the original, {@code remove} bytes give way to {@code insert}.
 * Splices of one body are sorted and do not overlap.
 */
public record Splice(int at, int remove, byte[] insert) {

    /** By how many bytes the body grows (negative: shrinks). */
    public int delta() {
        return insert.length - remove;
    }

    /**
     * The edits of two lists in one. Where they touch the same bytes those of {@code winners} hold; where both insert
     * at the same place, they stand first.
     */
    public static List<Splice> merge(List<Splice> splices, List<Splice> winners) {
        if (splices.isEmpty() || winners.isEmpty()) {
            return splices.isEmpty() ? winners : splices;
        }
        List<Splice> merged = new ArrayList<>(splices.size() + winners.size());
        int next = 0;
        for (Splice splice : splices) {
            while (next < winners.size() && winners.get(next).isBefore(splice)) {
                merged.add(winners.get(next++));
            }
            if (next == winners.size() || splice.isBefore(winners.get(next))) {
                merged.add(splice);
            }
        }
        merged.addAll(winners.subList(next, winners.size()));
        return merged;
    }

    /** Whether it ends before the other begins; two insertions at one place are before each other. */
    private boolean isBefore(Splice other) {
        return at + remove <= other.at;
    }
}
