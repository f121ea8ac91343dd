package dev.sluice.core.journal;

import dev.sluice.core.journal.Segment.Found;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.ExchangeId;
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
    /** So often it is looked whether the end of an exchange comes that may have stood in a damaged place. */
    private static final int LOOKS = 100;

    private final String name;
    private final ConcurrentLinkedQueue<Segment> coming = new ConcurrentLinkedQueue<>();
    private final Deque<Segment> read = new ArrayDeque<>();
    private final Map<ExchangeId, Open> open = new HashMap<>();
    /** Those that were open when something damaged was passed, and how often it was seen since that they have ended. */
    private final Map<ExchangeId, Integer> doubtful = new HashMap<>();

    private List<Entry> given = new ArrayList<>();
    private int at = Segment.FIRST;
    private int damagedRecords;

    /** Whether a segment could not be put away. */
    private boolean stuck;

    private boolean ended;

    /** Whether nothing comes any more in the segment that is being read. */
    private boolean finished;

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

    /** Nobody writes any more: what was told of by {@link #follow} is all there is. */
    void end() {
        ended = true;
    }

    /** Up to {@code most} settled entries: the same until {@link #folded} says that the ledger has them. */
    List<Entry> settled(int most) {
        while (given.size() < most && (takeNext() || goOn())) {
            // One record, or one segment, at a time.
        }
        return given;
    }

    /** The ledger has what was given last. */
    void folded() {
        given = new ArrayList<>();
    }

    /** What is still open, as it was last observed; what was never observed has used nothing. For the end of a life. */
    List<Entry> unsettled() {
        List<Entry> unsettled = new ArrayList<>();
        open.values().forEach(each -> unsettled.add(settled(each)));
        return unsettled;
    }

    /**
     * Has those settled at what was last observed whose end stood in a damaged place, as it would be at a start: once
     * all has been read, and some time after they have ended.
     */
    void giveUp(Holdings holdings) {
        for (Iterator<Map.Entry<ExchangeId, Integer>> all = doubtful.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<ExchangeId, Integer> each = all.next();
            Open known = open.get(each.getKey());
            if (known == null) {
                all.remove();
            } else if (holdings.areDue(known.soFar())) {
                each.setValue(each.getValue() + 1);
                if (each.getValue() == LOOKS) {
                    all.remove();
                    open.remove(each.getKey());
                    given.add(settled(known));
                }
            }
        }
    }

    /** All that has been read of the segments which are still here. */
    List<Replay.Part> inUse() {
        List<Replay.Part> parts = new ArrayList<>();
        for (Segment segment : read) {
            int end = segment == read.peekLast() ? at : Integer.MAX_VALUE;
            parts.add(new Replay.Part(segment.file(), segment, end));
        }
        return parts;
    }

    /** How many damaged places had whole records behind them. */
    int damagedRecords() {
        return damagedRecords;
    }

    /**
     * Puts away the segments of which everything has been told to the ledger, in their order: were one left while a
     * later one goes, what began there and was settled in the later one would be taken for open after a restart.
     */
    void drop(Kept kept) {
        long needed = open.values().stream().mapToLong(Open::segment).min().orElse(Long.MAX_VALUE);
        for (Iterator<Segment> each = read.iterator(); each.hasNext(); ) {
            Segment segment = each.next();
            if (segment == read.peekLast() || segment.number() >= needed) {
                return;
            }
            try {
                kept.take(segment);
            } catch (IOException e) {
                if (!stuck) {
                    LOG.warn("journal {}: a segment cannot be put away; it is tried again and again", name, e);
                }
                stuck = true;
                return;
            }
            stuck = false;
            each.remove();
        }
    }

    /** Puts away all that has been read, once nobody writes and everything is in the ledger. */
    void dropAll(Kept kept) throws IOException {
        for (Iterator<Segment> each = read.iterator(); each.hasNext(); ) {
            Segment segment = each.next();
            if (segment.isEmpty()) {
                segment.delete();
            } else {
                if (kept.keeps()) {
                    segment.cut();
                }
                kept.take(segment);
            }
            each.remove();
        }
    }

    /** Where something is damaged, what was reserved there is known by what was observed of it. */
    private void observe(ExchangeId id, Entry soFar, long segment) {
        Open before = open.get(id);
        if (before != null || damagedRecords > 0) {
            open.put(id, new Open(soFar, true, before == null ? segment : before.segment()));
        }
    }

    /** Takes the next record of the segment that is being read; false where there is none. */
    private boolean takeNext() {
        Segment current = read.peekLast();
        if (current == null) {
            return false;
        }
        // Looked at first: when the writer has gone on before a place was found empty, nothing comes there any more.
        boolean complete = ended || coming.peek() != null;
        Found found = current.read(at);
        if (found instanceof Found.Written written) {
            at = written.next();
            take(written.record(), current.number());
            return true;
        }
        if (complete || found instanceof Found.Damaged) {
            int next = current.nextAfter(at);
            if (next >= 0) {
                pass(current, next);
                return true;
            }
        }
        finished = complete;
        return false;
    }

    /** The writer has gone on, and what it wrote last has been read. */
    private boolean goOn() {
        Segment current = read.peekLast();
        if (current != null) {
            if (!finished) {
                return false;
            }
            if (ended) {
                current.endsAt(at);
            }
        }
        Segment next = coming.poll();
        if (next == null) {
            return false;
        }
        read.addLast(next);
        at = Segment.FIRST;
        finished = false;
        return true;
    }

    private void take(Record record, long segment) {
        Entry entry = record.entry();
        ExchangeId id = entry.exchangeId();
        switch (record.kind()) {
            case RESERVED -> open.putIfAbsent(id, new Open(entry, false, segment));
            case OBSERVED -> observe(id, entry, segment);
            case SETTLED -> {
                open.remove(id);
                given.add(entry);
            }
            case WITHDRAWN -> open.remove(id);
        }
    }

    /** Whole records behind a damaged place are read; nothing behind it means that the last write was torn. */
    private void pass(Segment current, int next) {
        damagedRecords++;
        LOG.error(
                "journal {}: segment {} is damaged from byte {} to {}; what stood there is lost, the rest is read",
                name,
                current.number(),
                at,
                next);
        at = next;
        open.keySet().forEach(id -> doubtful.put(id, 0));
    }

    private static Entry settled(Open each) {
        return each.observed() ? each.soFar() : each.soFar().withNothingUsed();
    }
}
