package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What shared counters said to a {@link Claim}.
 *
 * @param denied which limit is in the way; null: it is granted
 * @param parts of each share of the claim, in its order
 */
public record Ruling(@Nullable Denied denied, List<Part> parts) {

    public Ruling {
        parts = List.copyOf(parts);
    }

    /**
     * What was said of one subject.
     *
     * @param tag under which the counters know what was taken
     * @param atEpochMillis by the counters' clock
     * @param more for how many more exchanges something was taken along
     * @param leaseMillis for how long that may be spent
     * @param balance in pico-dollars, of credits
     * @param rooms what is left of each limit, with all that was taken
     * @param exceeded the budgets that are used up, though requests pass
     */
    public record Part(
            String tag,
            long atEpochMillis,
            int more,
            long leaseMillis,
            long balance,
            List<Room> rooms,
            List<LimitKind> exceeded) {

        public Part {
            rooms = List.copyOf(rooms);
            exceeded = List.copyOf(exceeded);
        }
    }
}
