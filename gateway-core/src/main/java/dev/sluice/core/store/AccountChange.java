package dev.sluice.core.store;

import org.jspecify.annotations.Nullable;

/**
 * A change of one row of accounts, to be made only where the row is still the one that it was thought out for.
 *
 * @param expected the version of the row that is there; {@link #NONE}: there is none
 * @param row what is there from then on, of the same kind and id; null: nothing is
 * @param span what the row takes for itself alone from then on; null: nothing. Of rows that were kept without one
 *     nothing is taken: those are known to all who share the store
 */
public record AccountChange(
        StoredAccount.Id id,
        long expected,
        @Nullable StoredAccount row,
        @Nullable AccountSpan span) {

    /** The version of what is not there. Those of rows are greater. */
    public static final long NONE = 0;

    /** Keeps a row in place of the one of that version. */
    public static AccountChange save(StoredAccount row, long expected) {
        return save(row, expected, null);
    }

    /** The same where the row takes a span, and is kept only where no other row of its kind has some of it. */
    public static AccountChange save(StoredAccount row, long expected, @Nullable AccountSpan span) {
        return new AccountChange(row.key(), expected, row, span);
    }

    /** Drops the row of that version. */
    public static AccountChange drop(StoredAccount.Id id, long expected) {
        return new AccountChange(id, expected, null, null);
    }

    /**
     * Whether it may be made to what there is: that has the expected version, or is what the change comes to already -
     * as where a write is repeated of which nobody heard whether it was made.
     */
    public boolean fits(@Nullable StoredAccount there) {
        return there == null ? row == null || expected == NONE : expected == there.version() || there.equals(row);
    }
}
