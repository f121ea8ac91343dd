package dev.sluice.core.store.memory;

import dev.sluice.core.ledger.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The entries that came last, up to a number, each once: a ring of pages in which the newest takes the place of the
 * eldest, and chains of those whose ids hash alike. Guarded by its ledger.
 */
final class LatestEntries {

    private static final int NONE = -1;

    private final int most;
    private final List<EntryPage> pages = new ArrayList<>();

    /** By hash of the id: the slot at which its chain begins. */
    private final int[] chains;

    /** By slot: the next one of its chain. */
    private final int[] next;

    /** By slot: whether there is an entry. */
    private final boolean[] taken;

    /** Where the next entry goes. */
    private int at;

    LatestEntries(int most) {
        this.most = most;
        this.chains = new int[Integer.highestOneBit(Math.max(1, most - 1)) << 1];
        this.next = new int[most];
        this.taken = new boolean[most];
        Arrays.fill(chains, NONE);
    }

    /** Keeps an entry; false: it is there already. */
    boolean add(Entry entry) {
        int chain = chain(entry.idHigh(), entry.idLow());
        for (int slot = chains[chain]; slot != NONE; slot = next[slot]) {
            if (page(slot).idHigh(row(slot)) == entry.idHigh() && page(slot).idLow(row(slot)) == entry.idLow()) {
                return false;
            }
        }
        if (taken[at]) {
            remove(at);
        }
        if (at == pages.size() * EntryPage.SIZE) {
            pages.add(new EntryPage());
        }
        page(at).put(row(at), entry);
        taken[at] = true;
        next[at] = chains[chain];
        chains[chain] = at;
        at = (at + 1) % most;
        return true;
    }

    /** Removes up to a number of those that ended before an instant; how many it were. */
    int removeEndedBefore(long epochMillis, int upTo) {
        int removed = 0;
        for (int slot = 0; slot < most && removed < upTo; slot++) {
            if (taken[slot] && page(slot).endedEpochMillis(row(slot)) < epochMillis) {
                remove(slot);
                removed++;
            }
        }
        return removed;
    }

    void forEach(Consumer<Entry> to) {
        for (int slot = 0; slot < most; slot++) {
            if (taken[slot]) {
                to.accept(page(slot).get(row(slot)));
            }
        }
    }

    private void remove(int slot) {
        int chain = chain(page(slot).idHigh(row(slot)), page(slot).idLow(row(slot)));
        if (chains[chain] == slot) {
            chains[chain] = next[slot];
        } else {
            int before = chains[chain];
            while (next[before] != slot) {
                before = next[before];
            }
            next[before] = next[slot];
        }
        taken[slot] = false;
    }

    private EntryPage page(int slot) {
        return pages.get(slot / EntryPage.SIZE);
    }

    private static int row(int slot) {
        return slot % EntryPage.SIZE;
    }

    private int chain(long high, long low) {
        long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & chains.length - 1;
    }
}
