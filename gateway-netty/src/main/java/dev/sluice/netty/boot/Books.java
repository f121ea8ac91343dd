package dev.sluice.netty.boot;

import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.journal.Bookkeeping;
import dev.sluice.core.journal.Holdings;
import dev.sluice.core.journal.Journals;
import dev.sluice.core.journal.PassingBooks;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Opens the books of a gateway, and tells its meters what earlier lives of the process have written there. */
final class Books {

    private Books() {}

    /**
     * Opens journals in a folder of the database's own, in the folder {@code journal} beside it; what an earlier life
     * has left there goes into the ledger first. A store in memory has none. Blocks.
     */
    static Bookkeeping open(Snapshot start, Ledger ledger, Gates gates) {
        StoreSettings store = start.store();
        if (store.kind() == Kind.MEMORY) {
            return new PassingBooks(ledger);
        }
        Path folder = store.journals();
        int loops = start.server().eventLoops();
        try {
            // Redis may lose what it had: then it is folded again.
            Journals.Options options = store.kind() == Kind.REDIS
                    ? Journals.Options.kept(loops, store.usageRetention())
                    : Journals.Options.of(loops, store.usageRetention());
            return Journals.open(folder, options, ledger, Clock.systemUTC(), new Held(gates));
        } catch (IOException e) {
            throw new StoreException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** What exchanges hold of limits that gateways share. */
    private record Held(Gates gates) implements Holdings {

        @Override
        public void forget(Entry entry) {
            gates.forget(entry.exchangeId());
        }

        @Override
        public boolean areDue(Entry entry) {
            return gates.isDue(entry.exchangeId());
        }
    }

    /** What was used of this day and month, by whoever counts that alone. Blocks. */
    static void restoreUse(Ledger ledger, Meters meters, long epochMillis) {
        ledger.used(
                epochMillis,
                used -> meters.open(used.holder().scope(), used.holder().id(), used.kind(), used.used(), epochMillis));
    }

    /** What was used of trials, and what is left of credits. Blocks. */
    static void restoreFunds(Ledger ledger, Meters meters) {
        ledger.trials(use -> meters.restoreTrial(use.user(), use.requests(), use.tokens(), use.picoDollars()));
        ledger.balances(balance -> meters.credit(balance.user(), balance.picoDollars()));
    }
}
