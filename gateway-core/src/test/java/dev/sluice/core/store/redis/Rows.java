package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoredAccount;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes accounts whatever is there. */
final class Rows {

    private Rows() {}

    static void save(Store store, List<StoredAccount> rows) {
        change(
                store,
                rows.stream()
                        .map(row -> AccountChange.save(row, AccountChange.NONE))
                        .toList());
    }

    static void forget(Store store, Collection<StoredAccount.Id> rows) {
        change(
                store,
                rows.stream()
                        .map(row -> AccountChange.drop(row, AccountChange.NONE))
                        .toList());
    }

    private static void change(Store store, List<AccountChange> changes) {
        Map<StoredAccount.Id, Long> there = new HashMap<>();
        for (AccountConflict conflict : made(store, changes)) {
            StoredAccount row = conflict.row();
            there.put(conflict.id(), row == null ? AccountChange.NONE : row.version());
        }
        if (!there.isEmpty()) {
            List<AccountChange> again = changes.stream()
                    .map(change -> new AccountChange(
                            change.id(),
                            there.getOrDefault(change.id(), change.expected()),
                            change.row(),
                            change.span()))
                    .toList();
            assertThat(made(store, again)).isEmpty();
        }
    }

    private static List<AccountConflict> made(Store store, List<AccountChange> changes) {
        return store.changeAccounts(changes).toCompletableFuture().join();
    }
}
