package dev.sluice.core.request;

import org.jspecify.annotations.Nullable;

/** How soon a provider served a request, which some price differently. */
public enum ServiceTier {
    STANDARD,
    BATCH,
    PRIORITY,
    FLEX;

    /** By what any provider calls it in an answer; null where that tells none. */
    public static @Nullable ServiceTier called(String name) {
        return switch (name) {
            case "default", "standard", "ON_DEMAND" -> STANDARD;
            case "batch", "BATCH" -> BATCH;
            case "priority", "ON_DEMAND_PRIORITY" -> PRIORITY;
            case "flex", "ON_DEMAND_FLEX" -> FLEX;
            default -> null;
        };
    }
}
