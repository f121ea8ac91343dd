package dev.sluice.core.store;

import org.jspecify.annotations.Nullable;

/**
 * A change of one row of accounts, to be made only where the row is still the one that it was thought out for.
 *
 * @param expected the version of the row that is there; {@link #NONE}: there is none
 * @param row what is there from then on, of the same kind and id; null: nothing is
 */
public record AccountChange(
        StoredAccount.Id id, long expected, @Nullable StoredAccount row) {

    /** The version of what is not there. Those of rows are greater. */
    public static final long NONE = 0;

    /** Keeps a row in place of the one of that version. */
    public static AccountChange save(StoredAccount row, long expected) {
        return new AccountChange(row.key(), expected, row);
    }

    /** Drops the row of that version. */
    public static AccountChange drop(StoredAccount.Id id, long expected) {
        return new AccountChange(id, expected, null);
    }

    /**
     * Whether it may be made to what there is: that has the expected version, or is what the change comes to already -
     * as where a write is repeated of which nobody heard whether it was made.
     */
    public boolean fits(@Nullable StoredAccount there) {
        return there == null ? row == null || expected == NONE : expected == there.version() || there.equals(row);
    }
}
