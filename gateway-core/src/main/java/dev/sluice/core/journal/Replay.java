package dev.sluice.core.journal;

import dev.sluice.core.journal.Segment.Found;
import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives once more, in batches, what was settled in segments that have been folded, for a ledger that has lost some of
 * it. What is damaged is passed over: that was told when it was read first. Single-threaded.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final String generation;
    private final Deque<Part> parts = new ArrayDeque<>();
    private List<Entry> given = new ArrayList<>();
    private @Nullable Segment current;
    private int at = Segment.FIRST;
    private int entries;

    /**
     * A segment, as far as it was folded.
     *
     * @param segment null: it is opened when its turn comes
     * @param end where what was not folded begins
     */
    record Part(Path file, @Nullable Segment segment, int end) {}

    /**
     * Of all that was folded.
     *
     * @param generation which the ledger had when it began
     */
    Replay(String generation, List<Path> kept, List<Part> inUse) {
        this.generation = generation;
        kept.forEach(file -> parts.add(new Part(file, null, Integer.MAX_VALUE)));
        parts.addAll(inUse);
    }

    boolean isFor(String other) {
        return generation.equals(other);
    }

    /** Up to {@code most} entries: the same until {@link #folded} says that the ledger has them. */
    List<Entry> next(int most) throws IOException {
        while (given.size() < most && !parts.isEmpty()) {
            Segment segment = current == null ? begin(parts.element()) : current;
            if (segment == null || !take(segment, parts.element().end())) {
                parts.remove();
                segment = null;
            }
            current = segment;
        }
        return given;
    }

    /** The ledger has what was given last. */
    void folded() {
        entries += given.size();
        given = new ArrayList<>();
    }

    /** How many the ledger has been given. */
    int entries() {
        return entries;
    }

    private @Nullable Segment begin(Part part) throws IOException {
        at = Segment.FIRST;
        if (part.segment() != null) {
            return part.segment();
        }
        SegmentName name = SegmentName.of(part.file());
        try {
            return name == null ? null : Segment.open(part.file(), name.number());
        } catch (NoSuchFileException e) {
            LOG.warn("journal: {} is gone; what stood there cannot be folded again", part.file());
            return null;
        }
    }

    /** The record at a place; false where there are no more. */
    private boolean take(Segment segment, int end) {
        if (at >= end) {
            return false;
        }
        if (segment.read(at) instanceof Found.Written written) {
            at = written.next();
            if (written.record().kind() == Record.Kind.SETTLED) {
                given.add(written.record().entry());
            }
            return true;
        }
        int next = segment.nextAfter(at);
        at = next < 0 ? end : next;
        return next >= 0;
    }
}
