package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's journal. Single-writer: that loop; what is written is read by the folding thread, which also makes
 * the next segment ready. Nothing here blocks or makes a system call.
 */
public final class Journal implements Book {

    private final AtomicReference<@Nullable Segment> next = new AtomicReference<>();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final JournalReader reader;
    private volatile @Nullable Segment writing;
    private volatile boolean refusing;

    /** How much had been written when the disk was last made to take it. Only the folding thread touches it. */
    private long forced;

    private @Nullable Segment forcing;

    Journal(JournalReader reader) {
        this.reader = reader;
    }

    /**
     * Before the first byte goes to a provider. False: it cannot be written (disk full or read-only, folding behind).
     */
    @Override
    public boolean reserved(Entry bound) {
        return append(Record.Kind.RESERVED, bound);
    }

    /** Now and then while a long stream goes on: what it has used so far. */
    @Override
    public boolean observed(Entry soFar) {
        return append(Record.Kind.OBSERVED, soFar);
    }

    /** At the end, once. What was reserved counts no more. */
    @Override
    public boolean settled(Entry entry) {
        boolean written = append(Record.Kind.SETTLED, entry);
        if (written) {
            // One writer, so that it need not be atomic.
            settled.lazySet(settled.get() + 1);
        }
        return written;
    }

    @Override
    public boolean withdrawn(Entry entry) {
        return append(Record.Kind.WITHDRAWN, entry);
    }

    /** How many were settled, from any thread. */
    long settledEntries() {
        return settled.get();
    }

    /** Whether the last record could not be written, and the next one could not be either. */
    public boolean refuses() {
        return refusing && next.get() == null;
    }

    private boolean append(Record.Kind kind, Entry entry) {
        Segment segment = writing;
        if (segment == null || !segment.append(kind, entry)) {
            Segment ready = next.getAndSet(null);
            if (ready == null) {
                refusing = true;
                return false;
            }
            // Told before it is written to: the reader goes on there when it has read the one before.
            reader.follow(ready);
            writing = ready;
            ready.append(kind, entry);
        }
        refusing = false;
        // One writer, so that it need not be atomic.
        written.lazySet(written.get() + 1);
        return true;
    }

    JournalReader reader() {
        return reader;
    }

    boolean wantsSegment() {
        return next.get() == null;
    }

    void offer(Segment segment) {
        next.set(segment);
    }

    /** Has the disk take what was written since the last time; blocks. */
    void force() {
        long now = written.get();
        Segment segment = writing;
        Segment before = forcing;
        if (segment != null && now != forced) {
            if (before != null && before != segment) {
                // What was written to its end since the last time.
                before.force();
            }
            segment.force();
            forcing = segment;
            forced = now;
        }
    }
}
