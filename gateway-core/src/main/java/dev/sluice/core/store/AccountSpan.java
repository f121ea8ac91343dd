package dev.sluice.core.store;

/**
 * A time that a row of accounts takes for itself alone: no two rows of one kind have spans of one owner that overlap.
 *
 * @param owner whose time it is
 * @param fromEpochMillis when it begins
 * @param untilEpochMillis when it is over
 */
public record AccountSpan(String owner, long fromEpochMillis, long untilEpochMillis) {

    /** Whether there is a moment of the same owner's that is in both. */
    public boolean overlaps(AccountSpan other) {
        return owner.equals(other.owner)
                && fromEpochMillis < other.untilEpochMillis
                && other.fromEpochMillis < untilEpochMillis;
    }
}
