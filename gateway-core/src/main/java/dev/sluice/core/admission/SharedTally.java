package dev.sluice.core.admission;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How it was decided on exchanges whose limits several gateways share, and what came of asking the counters, since the
 * process began. Thread-safe: event loops count without waiting for each other.
 */
@SuppressWarnings("EnumOrdinal") // Counts are found by number; ordinals do not outlive the process.
public final class SharedTally {

    private static final int OUTCOMES = Outcome.values().length;

    private final LongAdder[] decisions = adders(Decider.values().length * OUTCOMES);
    private final LongAdder[] claims = adders(Claim.Kind.values().length * OUTCOMES);

    /** What let an exchange in, or did not. */
    public enum Decider {
        /** What had been taken along ahead of time: nothing was asked, nothing was waited for. */
        LEASE,
        /** The counters that gateways share. */
        STORE,
        /** This gateway by itself, because the counters could not be asked, or did not answer in time. */
        GATEWAY
    }

    /** What was decided or answered. */
    public enum Outcome {
        GRANTED,
        /** A limit was in the way. Of what is asked for leases only: there was not room enough to take any along. */
        REFUSED,
        /**
         * There was no answer in time; of what a gateway decides by itself: a limit was in the way that is closed then.
         */
        UNAVAILABLE;

        /** Whether it can come of somebody's deciding. */
        public boolean isOf(Decider decider) {
            return switch (decider) {
                case LEASE -> this == GRANTED;
                case STORE -> this != UNAVAILABLE;
                case GATEWAY -> true;
            };
        }
    }

    /** Exchanges at their admission. */
    public long decisions(Decider decider, Outcome outcome) {
        return decisions[decider.ordinal() * OUTCOMES + outcome.ordinal()].sum();
    }

    /** What the counters were asked. */
    public long claims(Claim.Kind kind, Outcome outcome) {
        return claims[kind.ordinal() * OUTCOMES + outcome.ordinal()].sum();
    }

    void decided(Decider decider, Outcome outcome) {
        decisions[decider.ordinal() * OUTCOMES + outcome.ordinal()].increment();
    }

    /** @param ruling null: none came in time */
    void claimed(Claim claim, @Nullable Ruling ruling) {
        claims[claim.kind().ordinal() * OUTCOMES + outcome(claim, ruling).ordinal()].increment();
    }

    private static Outcome outcome(Claim claim, @Nullable Ruling ruling) {
        if (ruling == null) {
            return Outcome.UNAVAILABLE;
        }
        boolean refused = ruling.denied() != null
                || claim.kind() == Claim.Kind.LEASE && ruling.parts().stream().allMatch(part -> part.more() == 0);
        return refused ? Outcome.REFUSED : Outcome.GRANTED;
    }

    private static LongAdder[] adders(int count) {
        return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
    }
}
