package dev.sluice.core.ledger;

import dev.sluice.core.account.LimitKind;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * The port to what is kept of exchanges: entries, each once whatever is repeated, and the sums that follow from them.
 * Blocks: called by the folding thread, at the start and by management, never by an event loop. Thread-safe. What
 * cannot be read or written is a {@link IllegalStateException} that an operator understands, changes nothing, and may
 * be tried again.
 */
public interface Ledger {

    /** The most that a user may have, and the most that may be added or taken at once: a million USD. */
    long MOST_CREDITS = 1_000_000_000_000_000_000L;

    /**
     * Adds entries, each with all that it changes or not at all: balances, sums of days and months, trials. An entry
     * that is there already - of the same id, ended at the same instant - changes nothing: where folding fails, all are
     * to be folded again. Nor does one that was cut short where one of the same id is there that ended later: the
     * journal has lost what the ledger has. Sums that no number can hold stay at {@link Sums#MOST}.
     *
     * @throws EntryRefusedException where it is one of the entries that is in the way, and not the database
     */
    void fold(List<Entry> entries);

    /**
     * Which life of the database this is: another when what was folded before may be gone, because it was flushed,
     * restarted or replaced by a copy that lags behind. Told no later than a minute after the first fold that went
     * there; while it cannot be asked, the one before. Cheap, and never blocks: the folding thread asks it each turn.
     *
     * @return empty: nothing is ever lost
     */
    default String generation() {
        return "";
    }

    /**
     * What somebody has used in the day or month of an instant.
     *
     * @param used requests, tokens or pico-dollars, by the kind
     */
    record Used(Holder holder, LimitKind kind, long used) {}

    /** Who has used something. */
    record Holder(dev.sluice.core.account.Scope scope, String id) {}

    /**
     * Tells what everybody has used in the day and month of {@code epochMillis}, for the start: of whoever has used
     * something since, nothing is known of a day or month that has ended.
     */
    void used(long epochMillis, Consumer<Used> to);

    /** What a user's trial has used. */
    record TrialUse(String user, long requests, long tokens, long picoDollars) {}

    void trials(Consumer<TrialUse> to);

    /** A user's credits in pico-dollars. */
    record Balance(String user, long picoDollars) {}

    void balances(Consumer<Balance> to);

    /** Tells the credits of these users, as {@link #balance} does of one. */
    default void balances(Collection<String> users, Consumer<Balance> to) {
        users.forEach(user -> to.accept(new Balance(user, balance(user))));
    }

    /** A user's credits in pico-dollars; 0 for whom nothing is known of. */
    long balance(String user);

    /**
     * Adds to a user's credits, or takes from them: once for each {@code idempotencyKey} of a user.
     *
     * @param picoDollars not 0; less than 0: it is taken
     */
    CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis);

    /**
     * What became of a change of credits.
     *
     * @param picoDollars what was asked for; where it is repeated or the key is another change's, what that one was
     * @param balance after it; where nothing was changed now, {@link Result#REPEATED} and {@link Result#KEY_REUSED}
     *     apart, the one that there is
     */
    record CreditChange(String user, long picoDollars, long balance, long madeEpochMillis, Result result) {

        /** A change that was not made before, to be made to a balance: whether it may be, and the balance then. */
        public static CreditChange to(long balance, String user, long picoDollars, long epochMillis) {
            if (picoDollars > 0 && (picoDollars > MOST_CREDITS || balance > MOST_CREDITS - picoDollars)) {
                return new CreditChange(user, picoDollars, balance, epochMillis, Result.TOO_MUCH);
            }
            if (picoDollars < 0 && balance < Math.abs(Math.max(picoDollars, -Long.MAX_VALUE))) {
                return new CreditChange(user, picoDollars, balance, epochMillis, Result.TOO_LITTLE);
            }
            return new CreditChange(user, picoDollars, balance + picoDollars, epochMillis, Result.MADE);
        }
    }

    /** Whether a change of credits was made. */
    enum Result {
        MADE,
        /** It had been made before, and nothing was changed now. */
        REPEATED,
        /** Its key is that of a change by another amount. */
        KEY_REUSED,
        /** The user would have more than {@link #MOST_CREDITS}. */
        TOO_MUCH,
        /** More would be taken than the user has. */
        TOO_LITTLE
    }

    /**
     * A change of a user's credits, as it was made.
     *
     * @param number later ones have a higher one
     */
    record Credit(long number, String idempotencyKey, long picoDollars, long balance, long madeEpochMillis) {}

    /**
     * Changes of a user's credits, the latest first.
     *
     * @param before only those with a lower number
     */
    List<Credit> credits(String user, long before, int most);
}
