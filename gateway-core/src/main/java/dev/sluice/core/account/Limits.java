package dev.sluice.core.account;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much one key, user, tenant, role or group may use. What is not named is not limited; 0 lets nothing through.
 *
 * @param most by kind; budgets in pico-dollars
 * @param budgets what happens where a budget is used up; those that are not named block
 */
public record Limits(Map<LimitKind, Long> most, Map<LimitKind, OnExceeded> budgets) {

    /** Nothing is limited. */
    public static final Limits NONE = new Limits(Map.of(), Map.of());

    public Limits {
        most = Map.copyOf(most);
        budgets = Map.copyOf(budgets);
    }

    /** What becomes of requests beyond a budget. */
    public enum OnExceeded {
        /** 429. */
        BLOCK,
        /** They pass; a header, the log and a metric say so. */
        WARN,
        /** They pass at a tenth of the requests that the minute allows, or one a second. */
        THROTTLE
    }

    /** Whether any of them is of tokens or money, and not of requests alone. */
    public boolean measure() {
        for (LimitKind kind : most.keySet()) {
            if (kind.counted() == LimitKind.Counted.TOKENS || kind.counted() == LimitKind.Counted.MONEY) {
                return true;
            }
        }
        return false;
    }

    /** What one of several has of them where they are shared out evenly: at least 1 of what lets anything through. */
    public Limits partOf(int several) {
        if (several <= 1 || most.isEmpty()) {
            return this;
        }
        Map<LimitKind, Long> part = new EnumMap<>(LimitKind.class);
        most.forEach((kind, limit) -> part.put(kind, limit == 0 ? 0 : Math.max(1, limit / several)));
        return new Limits(part, budgets);
    }

    /** The limit; null where there is none. */
    public @Nullable Long of(LimitKind kind) {
        return most.get(kind);
    }

    /** These, and for what they do not name those of another. */
    public Limits orElse(Limits other) {
        Map<LimitKind, Long> all = new EnumMap<>(LimitKind.class);
        all.putAll(other.most);
        all.putAll(most);
        Map<LimitKind, OnExceeded> on = new EnumMap<>(LimitKind.class);
        on.putAll(other.budgets);
        on.putAll(budgets);
        return new Limits(all, on);
    }
}
