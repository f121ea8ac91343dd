package dev.sluice.core.cache.kept;

import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries that wait to be written down, in the order in which they came; of two under one key only the later. Bounded:
 * when it is full, what comes is not written. Thread-safe; its lock is held for a few map operations.
 */
public final class Backlog {

    private final int most;
    private final long mostBytes;
    private final Map<Digest, Entry> waiting = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param most how many may wait
     * @param mostBytes how much memory they may take together
     */
    public Backlog(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Lets it wait; false where there is no room. */
    public synchronized boolean add(Entry entry) {
        remove(entry.key().exact());
        if (waiting.size() >= most || bytes + entry.weight() > mostBytes) {
            return false;
        }
        waiting.put(entry.key().exact(), entry);
        bytes += entry.weight();
        return true;
    }

    /** Takes out the first of them: at least one, if there is one, and no more than come to so many bytes. */
    public synchronized List<Entry> take(int count, long atMostBytes) {
        List<Entry> taken = new ArrayList<>();
        long together = 0;
        Iterator<Entry> all = waiting.values().iterator();
        while (taken.size() < count && all.hasNext()) {
            Entry next = all.next();
            together += next.weight();
            if (!taken.isEmpty() && together > atMostBytes) {
                break;
            }
            all.remove();
            bytes -= next.weight();
            taken.add(next);
        }
        return taken;
    }

    /** Drops those that are to go. */
    public synchronized void drop(Purge which) {
        waiting.values().removeIf(entry -> {
            boolean goes = which.takes(entry);
            bytes -= goes ? entry.weight() : 0;
            return goes;
        });
    }

    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void remove(Digest exact) {
        Entry before = waiting.remove(exact);
        bytes -= before == null ? 0 : before.weight();
    }
}
