package dev.sluice.core.config;

import dev.sluice.core.account.Limits.OnExceeded;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A section {@code limits}: what is absent is not limited, 0 lets nothing through. */
public record LimitsConfig(
        @Key(doc = "Requests in any second.", atLeast = "0") @Nullable
        Long requestsPerSecond,

        @Key(doc = "Requests in any minute.", atLeast = "0") @Nullable
        Long requestsPerMinute,

        @Key(doc = "Requests in any hour.", atLeast = "0") @Nullable
        Long requestsPerHour,

        @Key(doc = "Requests in a day, in UTC.", atLeast = "0") @Nullable
        Long requestsPerDay,

        @Key(doc = "Requests in a month, in UTC.", atLeast = "0") @Nullable
        Long requestsPerMonth,

        @Key(doc = "Tokens, input and output together, in any minute.", atLeast = "0") @Nullable
        Long tokensPerMinute,

        @Key(doc = "Tokens in any hour.", atLeast = "0") @Nullable
        Long tokensPerHour,

        @Key(doc = "Tokens in a day, in UTC.", atLeast = "0") @Nullable
        Long tokensPerDay,

        @Key(doc = "Tokens in a month, in UTC.", atLeast = "0") @Nullable
        Long tokensPerMonth,

        @Key(doc = "Requests under way at the same time.", atLeast = "0") @Nullable
        Long concurrency,

        @Key(
                doc = "Requests at once; they come back at the rate of `requests_per_minute`, or all of them in a"
                        + " minute.",
                atLeast = "0")
        @Nullable
        Long burst,

        @Key(doc = "Money that may be spent.") @Nullable BudgetConfig budget) {

    /** Nothing is limited. */
    static final LimitsConfig NONE =
            new LimitsConfig(null, null, null, null, null, null, null, null, null, null, null, null);

    /** For how long a budget is. */
    public enum Per {
        DAY,
        MONTH
    }

    /** A section {@code limits.budget}. */
    public record BudgetConfig(
            @Key(doc = "How much, in USD.", atLeast = "0", atMost = "9000000")
            BigDecimal usd,

            @Key(doc = "In which time, by the calendar in UTC.")
            Per per,

            @Key(
                    doc = "What becomes of requests beyond it: `block` (429), `warn` (they pass), `throttle` (a"
                            + " tenth of `requests_per_minute` passes, or one a second).",
                    defaultsTo = "block")
            OnExceeded onExceeded) {}
}
