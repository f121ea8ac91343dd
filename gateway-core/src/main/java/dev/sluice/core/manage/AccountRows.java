package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Item;
import dev.sluice.core.config.AccountJson;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;

/** Between accounts and their rows in the store. Stateless. */
public final class AccountRows {

    private AccountRows() {}

    /**
     * Brings back what was made before, at the start; blocks.
     *
     * @throws StoreException when a row cannot be read; the message says which
     */
    public static void recall(Store store, Accounts accounts) {
        // On all cores: nobody is served before they are read, and there may be a hundred thousand.
        accounts.put(store.accounts().parallelStream().map(AccountRows::item).toList());
    }

    static StoredAccount row(Item item) {
        return new StoredAccount(item.kind(), item.id(), AccountJson.document(item.definition()), item.version());
    }

    static StoredAccount.Id id(Item item) {
        return new StoredAccount.Id(item.kind(), item.id());
    }

    static Item item(StoredAccount row) {
        try {
            return Item.ofApi(AccountJson.ofDocument(row.kind(), row.json()), row.version());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    "the stored " + AccountRules.name(row.kind()) + " " + row.id()
                            + " is not what this version writes: restore a backup, or run the version that wrote it",
                    e);
        }
    }
}
