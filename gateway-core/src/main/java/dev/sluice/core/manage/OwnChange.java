package dev.sluice.core.manage;

import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountSpan;
import dev.sluice.core.store.StoredAccount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway makes of one part of accounts.
 *
 * @param before what there is of this kind and id; null: nothing
 * @param after what there is then; null: nothing
 */
record OwnChange(
        StoredAccount.Id id,
        @Nullable Item before,
        @Nullable Item after) {

    static OwnChange put(@Nullable Item before, Item after) {
        return new OwnChange(AccountRows.id(after), before, after);
    }

    static OwnChange drop(Item before) {
        return new OwnChange(AccountRows.id(before), before, null);
    }

    ItemKind kind() {
        return id.kind();
    }

    /** What there is then; where that is nothing, what there was. */
    Item item() {
        return Objects.requireNonNull(after == null ? before : after, "a change of nothing");
    }

    /** The same, as the store is told. */
    AccountChange ofRow() {
        return new AccountChange(
                id,
                before == null ? AccountChange.NONE : before.version(),
                after == null ? null : AccountRows.row(after),
                after == null ? null : span(after));
    }

    /** A user has one subscription at a time. */
    private static @Nullable AccountSpan span(Item item) {
        return item.definition() instanceof Subscription made && made.state() == Subscription.State.ACTIVE
                ? new AccountSpan(made.user(), made.startsEpochMillis(), made.endsEpochMillis())
                : null;
    }
}
