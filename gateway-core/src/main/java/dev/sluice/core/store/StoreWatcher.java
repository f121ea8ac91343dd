package dev.sluice.core.store;

import java.util.Collection;
import java.util.List;

/**
 * Told of what other gateways have changed in a store that they share. Called on the store's own thread, one call at a
 * time, in the order of the changes of one row; quick, and never throws. What this gateway has changed by itself may be
 * told, too, and a change may be told twice.
 */
public interface StoreWatcher {

    /** Accounts were made or changed, as these rows tell; their versions grow. */
    void accountsSaved(List<StoredAccount> saved);

    /** Accounts were deleted. */
    void accountsForgotten(Collection<StoredAccount.Id> forgotten);

    /** Providers' keys were added or changed, or what is known of them was. */
    void providerKeysSaved(List<StoredKey> saved);

    /** Nothing is remembered of these keys any more. */
    void providerKeysForgotten(Collection<StoredKey.Id> forgotten);

    /** A user's credits were added to or taken from by hand: what they come to now, in pico-dollars. */
    void credited(String user, long picoDollars);

    /** Credits of these users have paid for what went into the ledger: they have something else left now. */
    void spent(Collection<String> users);

    /** Changes may have been missed: everything is to be read again, elsewhere than on this thread. */
    void changesMissed();

    /**
     * The store has lost accounts or keys: what it has now is not the whole of it, and what is known stays. Told before
     * anything can be read that lacks them.
     */
    void rowsLost();
}
