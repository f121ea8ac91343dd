package dev.sluice.core.journal;

import dev.sluice.core.journal.Segment.Found;
import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one journal behind its writer: gives the settled entries, and remembers which exchanges are still open, and in
 * which segment they began, for a segment is dropped only when nothing of it is needed any more. Single-threaded, but
 * for {@link #follow}.
 */
final class JournalReader {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final String name;
    private final ConcurrentLinkedQueue<Segment> coming = new ConcurrentLinkedQueue<>();
    private final Deque<Segment> read = new ArrayDeque<>();
    private final Map<Id, Open> open = new HashMap<>();
    private List<Entry> given = new ArrayList<>();
    private int at = Segment.FIRST;
    private int damagedRecords;

    /** Whether a segment could not be deleted. */
    private boolean keeping;

    private record Id(long high, long low) {}

    /** An exchange that is not settled: what it has used as far as was observed, and where it began. */
    private record Open(Entry soFar, boolean observed, long segment) {}

    JournalReader(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** A segment that the writer goes on in. Thread-safe. */
    void follow(Segment segment) {
        coming.add(segment);
    }

    /** Up to {@code most} settled entries: the same until {@link #folded} says that the ledger has them. */
    List<Entry> settled(int most) {
        List<Entry> settled = given;
        while (settled.size() < most) {
            Segment current = read.peekLast();
            Found found = current == null ? new Found.Nothing() : current.read(at);
            if (found instanceof Found.Written written) {
                at = written.next();
                take(written.record(), current == null ? 0 : current.number(), settled);
            } else if (found instanceof Found.Damaged && current != null && !pass(current)) {
                at = Integer.MAX_VALUE - 16;
            } else if (found instanceof Found.Nothing && !goOn()) {
                return settled;
            }
        }
        return settled;
    }

    /** The ledger has what was given last. */
    void folded() {
        given = new ArrayList<>();
    }

    /** What is still open, as it was last observed; what was never observed has used nothing. For the end of a life. */
    List<Entry> unsettled() {
        List<Entry> unsettled = new ArrayList<>();
        open.forEach((id, each) -> unsettled.add(each.observed() ? each.soFar() : nothing(each.soFar())));
        open.clear();
        return unsettled;
    }

    /** How many damaged places had whole records behind them. */
    int damagedRecords() {
        return damagedRecords;
    }

    /**
     * Drops the segments of which everything has been told to the ledger, in their order: were one left while a later
     * one goes, what began there and was settled in the later one would be taken for open after a restart.
     */
    void drop() {
        long needed = open.values().stream().mapToLong(Open::segment).min().orElse(Long.MAX_VALUE);
        for (Iterator<Segment> each = read.iterator(); each.hasNext(); ) {
            Segment segment = each.next();
            if (segment == read.peekLast() || segment.number() >= needed) {
                return;
            }
            try {
                segment.delete();
            } catch (IOException e) {
                if (!keeping) {
                    LOG.warn("journal {}: a segment cannot be deleted; it is tried again and again", name, e);
                }
                keeping = true;
                return;
            }
            keeping = false;
            each.remove();
        }
    }

    /** Deletes all that has been read, once everything is in the ledger. */
    void dropAll() throws IOException {
        for (Segment segment : read) {
            segment.delete();
        }
        read.clear();
    }

    private void take(Record record, long segment, List<Entry> settled) {
        Entry entry = record.entry();
        Id id = new Id(entry.idHigh(), entry.idLow());
        switch (record.kind()) {
            case RESERVED -> open.putIfAbsent(id, new Open(entry, false, segment));
            case OBSERVED -> open.computeIfPresent(id, (same, before) -> new Open(entry, true, before.segment()));
            case SETTLED -> {
                open.remove(id);
                settled.add(entry);
            }
            case WITHDRAWN -> open.remove(id);
        }
    }

    /** Whole records behind a damaged place are read; nothing behind it means that the last write was torn. */
    private boolean pass(Segment current) {
        int next = current.nextAfter(at);
        if (next < 0) {
            return false;
        }
        damagedRecords++;
        LOG.error(
                "journal {}: segment {} is damaged from byte {} to {}; what stood there is lost, the rest is read",
                name,
                current.number(),
                at,
                next);
        at = next;
        return true;
    }

    /** The writer has gone on, and what it wrote last has been read. */
    private boolean goOn() {
        if (coming.peek() == null) {
            return false;
        }
        // Between the look at this segment and the one at the queue something may have been written here.
        Segment current = read.peekLast();
        if (current == null || current.read(at) instanceof Found.Nothing) {
            read.addLast(coming.remove());
            at = Segment.FIRST;
        }
        return true;
    }

    private static Entry nothing(Entry bound) {
        return bound.withNothingUsed();
    }
}
