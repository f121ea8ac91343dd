package dev.sluice.core.account;

/**
 * What users subscribe to.
 *
 * @param limits of each subscriber, over its day and month
 * @param monthlyMicroDollars what a month costs
 * @param yearlyMicroDollars what a year costs
 */
public record Plan(String id, Kind kind, Limits limits, long monthlyMicroDollars, long yearlyMicroDollars)
        implements Definition {

    /** The id of the plan of those who have not subscribed to any, where there is one. */
    public static final String FREE = "free";

    /** The {@code plan_type} label. */
    public enum Kind {
        FREE,
        DEV,
        TEAM,
        CUSTOMIZE
    }

    @Override
    public ItemKind itemKind() {
        return ItemKind.PLAN;
    }
}
