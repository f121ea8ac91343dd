package dev.sluice.core.account;

/**
 * What a user may try before paying; one a user, ever. What has been used is in the ledger.
 *
 * @param tokens input and output together
 * @param picoDollars credits of the trial's own
 */
public record Trial(
        String user,
        long startsEpochMillis,
        long endsEpochMillis,
        long tokens,
        long requests,
        long picoDollars,
        State state)
        implements Definition {

    /** Where it stands: the {@code status} label of {@code trial_active}. */
    public enum State {
        ACTIVE,
        EXPIRED,
        /** The user has subscribed. */
        CONVERTED
    }

    public boolean holds(long epochMillis) {
        return state == State.ACTIVE && epochMillis >= startsEpochMillis && epochMillis < endsEpochMillis;
    }

    /** The user's: there is one a user. */
    @Override
    public String id() {
        return user;
    }

    @Override
    public ItemKind itemKind() {
        return ItemKind.TRIAL;
    }
}
