package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives entries to the ledger. Where it refuses some of a batch because of what is in them, it is given ever smaller
 * parts of it, until those stand alone: they are put aside, and are in nobody's way. Blocks. Single-threaded, but for
 * {@link #trouble}.
 */
final class Giving {

    private static final Logger LOG = LoggerFactory.getLogger(Giving.class);

    private final Ledger ledger;
    private final Aside aside;
    private final Holdings holdings;

    Giving(Ledger ledger, Aside aside, Holdings holdings) {
        this.ledger = ledger;
        this.aside = aside;
        this.holdings = holdings;
    }

    /** What became of a batch: those that were refused, and why the first of them was. */
    private static final class Refused {

        private final List<Entry> entries = new ArrayList<>();
        private @Nullable RuntimeException first;
    }

    /** What is put aside, in words; null: nothing is. Thread-safe. */
    @Nullable
    String trouble() {
        int size = aside.size();
        return size == 0 ? null : size + " entries that the database refuses are put aside in " + aside.file();
    }

    /** Tries again what was put aside in an earlier life. */
    void again() throws IOException {
        if (aside.size() == 0) {
            return;
        }
        Refused refused = new Refused();
        part(aside.entries(), refused);
        int before = aside.size();
        aside.keepOnly(refused.entries);
        LOG.warn(
                "journal: of {} entries that were put aside the database has taken {} now",
                before,
                before - aside.size());
    }

    /** Gives a batch, each of it once, in whatever parts; fails where that cannot be done now. */
    void give(List<Entry> batch) throws IOException {
        Refused refused = new Refused();
        part(withoutPutAside(batch), refused);
        RuntimeException why = refused.first;
        if (why == null) {
            return;
        }
        for (Entry entry : refused.entries) {
            aside.put(entry);
            holdings.forget(entry);
        }
        Entry first = refused.entries.get(0);
        LOG.error(
                "journal: {} entries are refused and put aside in {}: they are tried again at the next start, and"
                        + " charged to nobody until then. The first is exchange {}{} of key {}, {} tokens, {}"
                        + " pico-dollars",
                refused.entries.size(),
                aside.file(),
                String.format("%016x", first.idHigh()),
                String.format("%016x", first.idLow()),
                first.key(),
                first.usage().input() + first.usage().output(),
                first.picoDollars(),
                why);
    }

    private List<Entry> withoutPutAside(List<Entry> batch) {
        return aside.size() == 0
                ? batch
                : batch.stream().filter(entry -> !aside.has(entry)).toList();
    }

    private void part(List<Entry> batch, Refused refused) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            ledger.fold(batch);
        } catch (RuntimeException e) {
            if (!isOfWhatWasGiven(e)) {
                throw e;
            }
            if (batch.size() == 1) {
                refused.entries.add(batch.get(0));
                refused.first = refused.first == null ? e : refused.first;
                return;
            }
            int half = batch.size() / 2;
            part(batch.subList(0, half), refused);
            part(batch.subList(half, batch.size()), refused);
        }
    }

    /** What a ledger fails with otherwise is of its own; anything else is a bug that an entry has met. */
    private static boolean isOfWhatWasGiven(RuntimeException failure) {
        return failure instanceof EntryRefusedException || !(failure instanceof IllegalStateException);
    }
}
