package dev.sluice.core.store;

import static dev.sluice.core.store.AccountChange.NONE;
import static dev.sluice.core.store.AccountChange.drop;
import static dev.sluice.core.store.AccountChange.save;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Together;
import dev.sluice.core.account.ItemKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store keeps to of accounts, whatever it is made of. */
public interface AccountsContract {

    /** The store under test, fresh for each test; closed by its owner. */
    Store store();

    @Test
    default void keepsAccountsByKindAndId() {
        StoredAccount tenant = account(ItemKind.TENANT, "b", 1);
        StoredAccount user = account(ItemKind.USER, "b", 7);
        StoredAccount later = account(ItemKind.TENANT, "a", 2);
        change(save(account(ItemKind.TENANT, "a", 1), NONE), save(user, NONE), save(tenant, NONE));
        assertThat(change(save(later, 1))).isEmpty();

        assertThat(store().accounts()).containsExactly(later, tenant, user);
    }

    @Test
    default void dropsAccountsAndNoOthersOfTheSameId() {
        StoredAccount user = account(ItemKind.USER, "a", 1);
        change(
                save(account(ItemKind.TENANT, "a", 1), NONE),
                save(user, NONE),
                save(account(ItemKind.PLAN, "p", 1), NONE));

        assertThat(change(
                        drop(new StoredAccount.Id(ItemKind.TENANT, "a"), 1),
                        drop(new StoredAccount.Id(ItemKind.PLAN, "p"), 1)))
                .isEmpty();

        assertThat(store().accounts()).containsExactly(user);
    }

    @Test
    default void changesAccountsInTheOrderOfTheCalls() {
        StoredAccount second = account(ItemKind.ROLE, "r", 3);
        store().changeAccounts(List.of(save(account(ItemKind.ROLE, "r", 1), NONE)));
        store().changeAccounts(List.of(drop(second.key(), 1)));
        store().changeAccounts(List.of(save(account(ItemKind.ROLE, "r", 2), NONE)));
        store().changeAccounts(List.of());
        assertThat(change(save(second, 2))).isEmpty();

        assertThat(store().accounts()).containsExactly(second);
    }

    @Test
    default void tellsWhatIsThereWhereAnAccountIsNotOfTheExpectedVersion() {
        StoredAccount there = account(ItemKind.USER, "ann", 5);
        change(save(there, NONE));
        AccountConflict conflict = new AccountConflict(there.key(), there);

        assertThat(change(save(account(ItemKind.USER, "ann", 9), 4))).containsExactly(conflict);
        assertThat(change(save(account(ItemKind.USER, "ann", 9), 6))).containsExactly(conflict);
        assertThat(change(save(account(ItemKind.USER, "ann", 9), NONE))).containsExactly(conflict);
        assertThat(change(drop(there.key(), 4))).containsExactly(conflict);
        assertThat(change(drop(there.key(), NONE))).containsExactly(conflict);
        assertThat(change(save(account(ItemKind.USER, "bob", 9), 4)))
                .containsExactly(
                        new AccountConflict(account(ItemKind.USER, "bob", 9).key(), null));

        assertThat(store().accounts()).containsExactly(there);
    }

    @Test
    default void changesNoAccountWhereOneConflicts() {
        StoredAccount ann = account(ItemKind.USER, "ann", 5);
        StoredAccount bob = account(ItemKind.USER, "bob", 5);
        change(save(ann, NONE), save(bob, NONE));

        List<AccountConflict> conflicts = change(
                save(account(ItemKind.USER, "cleo", 1), NONE),
                save(account(ItemKind.USER, "ann", 6), 5),
                drop(bob.key(), 4));

        assertThat(conflicts).containsExactly(new AccountConflict(bob.key(), bob));
        assertThat(store().accounts()).containsExactly(ann, bob);
    }

    @Test
    default void takesARepeatedChangeOfAccountsForMade() {
        StoredAccount first = account(ItemKind.USER, "ann", 5);
        StoredAccount second = account(ItemKind.USER, "ann", 6);
        change(save(first, NONE));

        assertThat(change(save(first, NONE))).isEmpty();
        assertThat(change(save(second, 5))).isEmpty();
        assertThat(change(save(second, 5))).isEmpty();
        assertThat(change(drop(second.key(), 6))).isEmpty();
        assertThat(change(drop(second.key(), 6))).isEmpty();

        assertThat(store().accounts()).isEmpty();
    }

    @Test
    default void doesNotTakeAnotherDocumentOfTheSameVersionForARepetition() {
        StoredAccount there = account(ItemKind.USER, "ann", 5);
        change(save(there, NONE));

        StoredAccount other = new StoredAccount(ItemKind.USER, "ann", "{\"other\":1}", 5);
        assertThat(change(save(other, NONE))).containsExactly(new AccountConflict(there.key(), there));
        assertThat(change(save(other, 4))).containsExactly(new AccountConflict(there.key(), there));
    }

    @Test
    default void letsOneOfManyChangesOfOneVersionBeMade() throws Exception {
        int rounds = 50;
        AtomicInteger made = new AtomicInteger();
        Together.run(4, thread -> {
            for (long version = 1; version <= rounds; version++) {
                StoredAccount row = new StoredAccount(ItemKind.ROLE, "r", "{\"by\":" + thread + "}", version);
                List<AccountConflict> conflicts = change(save(row, version - 1));
                made.addAndGet(conflicts.isEmpty() ? 1 : 0);
                assertThat(conflicts).noneMatch(conflict -> conflict.row() == null);
            }
        });

        assertThat(made).hasValue(rounds);
        assertThat(store().accounts()).extracting(StoredAccount::version).containsExactly((long) rounds);
    }

    @Test
    default void givesATimeOfOneOwnerToOneRowOnly() {
        StoredAccount first = account(ItemKind.SUBSCRIPTION, "first", 1);
        AccountConflict taken = new AccountConflict(first.key(), first);
        assertThat(change(save(first, NONE, new AccountSpan("ann", 100, 200)))).isEmpty();

        assertThat(change(spanned("second", "ann", 199, Long.MAX_VALUE))).containsExactly(taken);
        assertThat(change(spanned("second", "ann", 0, 101))).containsExactly(taken);
        assertThat(change(spanned("second", "ann", 120, 130))).containsExactly(taken);
        assertThat(change(spanned("second", "ann", 0, 1_000), save(account(ItemKind.PLAN, "p", 1), NONE)))
                .containsExactly(taken);
        assertThat(store().accounts()).containsExactly(first);

        assertThat(change(spanned("before", "ann", 0, 100))).isEmpty();
        assertThat(change(spanned("after", "ann", 200, Long.MAX_VALUE))).isEmpty();
        assertThat(change(spanned("bob's", "bob", 0, Long.MAX_VALUE))).isEmpty();
        assertThat(change(save(account(ItemKind.TRIAL, "ann", 1), NONE, new AccountSpan("ann", 0, 1_000))))
                .isEmpty();
        assertThat(change(spanned("second", "ann", 0, Long.MAX_VALUE))).hasSize(3);
    }

    @Test
    default void freesATimeWhenItsRowIsDroppedOrGivesItUp() {
        StoredAccount first = account(ItemKind.SUBSCRIPTION, "first", 1);
        StoredAccount later = account(ItemKind.SUBSCRIPTION, "first", 2);
        AccountSpan span = new AccountSpan("ann", 100, 200);
        change(save(first, NONE, span));
        assertThat(change(save(first, NONE, span))).isEmpty();
        assertThat(change(save(later, 1, new AccountSpan("ann", 100, 150)))).isEmpty();

        assertThat(change(spanned("second", "ann", 140, 300))).containsExactly(new AccountConflict(later.key(), later));
        assertThat(change(spanned("second", "ann", 150, 300))).isEmpty();
        assertThat(change(save(account(ItemKind.SUBSCRIPTION, "first", 3), 2))).isEmpty();
        assertThat(change(spanned("third", "ann", 100, 150))).isEmpty();
        assertThat(change(drop(new StoredAccount.Id(ItemKind.SUBSCRIPTION, "second"), 1)))
                .isEmpty();
        assertThat(change(spanned("fourth", "ann", 150, 300))).isEmpty();
    }

    @Test
    default void letsOneOfManyAtATimeHaveATime() throws Exception {
        List<AccountSpan> made = new CopyOnWriteArrayList<>();
        Together.run(4, thread -> {
            for (int round = 0; round < 50; round++) {
                AccountSpan span = new AccountSpan("ann", 10L * round, 10L * round + 11 - thread);
                StoredAccount row = account(ItemKind.SUBSCRIPTION, "s" + thread + "-" + round, 1);
                List<AccountConflict> conflicts = change(save(row, NONE, span));
                assertThat(conflicts).noneMatch(conflict -> conflict.row() == null);
                if (conflicts.isEmpty()) {
                    made.add(span);
                }
            }
        });

        assertThat(made).hasSizeGreaterThanOrEqualTo(25);
        assertThat(made)
                .allSatisfy(span -> assertThat(made).filteredOn(span::overlaps).containsExactly(span));
        assertThat(store().accounts()).hasSize(made.size());
    }

    private static AccountChange spanned(String id, String owner, long from, long until) {
        return save(account(ItemKind.SUBSCRIPTION, id, 1), NONE, new AccountSpan(owner, from, until));
    }

    @Test
    default void refusesAccountsAfterItsEnd() {
        store().close();

        assertThatThrownBy(() -> change(save(account(ItemKind.ROLE, "r", 1), NONE)))
                .hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> store().accounts()).isInstanceOf(StoreException.class);
    }

    private List<AccountConflict> change(AccountChange... changes) {
        return store().changeAccounts(List.of(changes))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static StoredAccount account(ItemKind kind, String id, long version) {
        return new StoredAccount(kind, id, "{\"née\":\"' \\\"\"}", version);
    }
}
