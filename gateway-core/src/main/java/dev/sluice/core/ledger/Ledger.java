package dev.sluice.core.ledger;

import dev.sluice.core.account.LimitKind;
import java.util.List;
import java.util.function.Consumer;

/**
 * The port to what is kept of exchanges: entries, each once whatever is repeated, and the sums that follow from them.
 * Blocks: called by the folding thread, at the start and by management, never by an event loop. Thread-safe.
 */
public interface Ledger {

    /**
     * Adds entries, all or none, with what they change: balances, sums of days and months, trials. An entry whose id is
     * there already changes nothing.
     */
    void fold(List<Entry> entries);

    /**
     * What somebody has used in the day or month of an instant.
     *
     * @param used requests, tokens or pico-dollars, by the kind
     */
    record Used(Holder holder, LimitKind kind, long used) {}

    /** Who has used something. */
    record Holder(dev.sluice.core.account.Scope scope, String id) {}

    /** Tells what everybody has used in the day and month of {@code epochMillis}: for the start. */
    void used(long epochMillis, Consumer<Used> to);

    /** What a user's trial has used. */
    record TrialUse(String user, long requests, long tokens, long picoDollars) {}

    void trials(Consumer<TrialUse> to);

    /** A user's credits in pico-dollars. */
    record Balance(String user, long picoDollars) {}

    void balances(Consumer<Balance> to);

    /**
     * Adds to a user's credits, or takes from them: once for each {@code idempotencyKey} of a user.
     *
     * @return the change as it was made, now or the first time
     */
    CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis);

    /** @param repeated whether it had been made before, and nothing was changed now */
    record CreditChange(String user, long picoDollars, long balance, long madeEpochMillis, boolean repeated) {}
}
