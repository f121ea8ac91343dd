package dev.sluice.core.account;

/**
 * A user's plan, for a time.
 *
 * @param startsEpochMillis from when on it holds
 * @param endsEpochMillis until when; {@link Long#MAX_VALUE}: until it is cancelled
 */
public record Subscription(
        String id,
        String user,
        String plan,
        Interval interval,
        long startsEpochMillis,
        long endsEpochMillis,
        State state)
        implements Definition {

    /** The {@code billing_cycle} label. */
    public enum Interval {
        MONTH,
        YEAR
    }

    /** Whether it holds. */
    public enum State {
        ACTIVE,
        CANCELLED
    }

    /** Whether there is a moment at which both hold. */
    public boolean overlaps(Subscription other) {
        return state == State.ACTIVE
                && other.state == State.ACTIVE
                && startsEpochMillis < other.endsEpochMillis
                && other.startsEpochMillis < endsEpochMillis;
    }

    public boolean holds(long epochMillis) {
        return state == State.ACTIVE && epochMillis >= startsEpochMillis && epochMillis < endsEpochMillis;
    }

    @Override
    public ItemKind itemKind() {
        return ItemKind.SUBSCRIPTION;
    }
}
