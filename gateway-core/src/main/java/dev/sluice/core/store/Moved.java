package dev.sluice.core.store;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import java.util.List;
import java.util.function.Consumer;

/**
 * A part of what moves from one store into another as it is: nothing follows from it, and nothing is added up. The
 * parts together are all that the ports of store and ledger have no way to write.
 */
public sealed interface Moved {

    /** Entries, without what follows from them. */
    record Entries(List<Entry> entries) implements Moved {}

    /** What was used in the day and month of an instant. */
    record Sums(long epochMillis, List<Used> used) implements Moved {}

    record Trials(List<TrialUse> trials) implements Moved {}

    record Balances(List<Balance> balances) implements Moved {}

    /** Changes of a user's credits, the first one first. */
    record Credits(String user, List<Credit> changes) implements Moved {}

    /** A store out of which, and into which, everything moves. Blocks; not while others write what moves in. */
    interface Place extends Store {

        /** Tells where all responses live, in no order, and some perhaps twice. */
        void homes(Consumer<ResponseHome> to);

        /** Puts something into a store that has nothing of it yet. */
        void put(Moved part);
    }
}
