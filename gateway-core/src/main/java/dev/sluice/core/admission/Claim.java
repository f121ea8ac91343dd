package dev.sluice.core.admission;

import dev.sluice.core.account.Trial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of shared counters: to let an exchange in with all of its subjects, or with none.
 *
 * @param exchanges 1; 0: nothing but what is to be taken along
 * @param tokens that an exchange may use
 * @param picoDollars that it may cost
 */
public record Claim(int exchanges, long tokens, long picoDollars, List<Share> shares) {

    public Claim {
        shares = List.copyOf(shares);
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
