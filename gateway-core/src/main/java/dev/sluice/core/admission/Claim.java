package dev.sluice.core.admission;

import dev.sluice.core.account.Trial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of shared counters: of all of its subjects, or of none.
 *
 * @param tokens that an exchange may use
 * @param picoDollars that it may cost
 */
public record Claim(Kind kind, long tokens, long picoDollars, List<Share> shares) {

    public Claim {
        shares = List.copyOf(shares);
    }

    /** What it is for. */
    public enum Kind {
        /** To let an exchange in. */
        ENTER,
        /** For nothing but what is to be taken along. */
        LEASE,
        /**
         * For an exchange that is under way and goes on beyond what was claimed; budgets that only warn do not end it.
         */
        EXTEND
    }

    /**
     * One subject's part.
     *
     * @param trial what is tried, of {@link Subject.Source#TRIAL}
     * @param more for how many more exchanges like it something is to be taken along, where the subject has room for
     *     twenty times as much
     */
    public record Share(Subject subject, @Nullable Trial trial, int more) {}
}
