package dev.sluice.core.config;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.config.LimitsConfig.BudgetConfig;
import dev.sluice.core.config.LimitsConfig.Per;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between limits as they are written and as they hold. Stateless. */
final class LimitsCompiler {

    private static final int PICO = 12;

    private LimitsCompiler() {}

    static Limits limits(LimitsConfig config) {
        Map<LimitKind, Long> most = new EnumMap<>(LimitKind.class);
        put(most, LimitKind.SECOND_REQUESTS, config.requestsPerSecond());
        put(most, LimitKind.MINUTE_REQUESTS, config.requestsPerMinute());
        put(most, LimitKind.HOUR_REQUESTS, config.requestsPerHour());
        put(most, LimitKind.DAY_REQUESTS, config.requestsPerDay());
        put(most, LimitKind.MONTH_REQUESTS, config.requestsPerMonth());
        put(most, LimitKind.MINUTE_TOKENS, config.tokensPerMinute());
        put(most, LimitKind.HOUR_TOKENS, config.tokensPerHour());
        put(most, LimitKind.DAY_TOKENS, config.tokensPerDay());
        put(most, LimitKind.MONTH_TOKENS, config.tokensPerMonth());
        put(most, LimitKind.CONCURRENCY, config.concurrency());
        put(most, LimitKind.BURST, config.burst());
        BudgetConfig budget = config.budget();
        if (budget == null) {
            return most.isEmpty() ? Limits.NONE : new Limits(most, Map.of());
        }
        LimitKind kind = budget.per() == Per.DAY ? LimitKind.DAY_BUDGET : LimitKind.MONTH_BUDGET;
        most.put(kind, picoDollars(budget.usd()));
        return new Limits(most, Map.of(kind, budget.onExceeded()));
    }

    /** What would have to be written for these limits. */
    static LimitsConfig written(Limits limits) {
        return new LimitsConfig(
                limits.of(LimitKind.SECOND_REQUESTS),
                limits.of(LimitKind.MINUTE_REQUESTS),
                limits.of(LimitKind.HOUR_REQUESTS),
                limits.of(LimitKind.DAY_REQUESTS),
                limits.of(LimitKind.MONTH_REQUESTS),
                limits.of(LimitKind.MINUTE_TOKENS),
                limits.of(LimitKind.HOUR_TOKENS),
                limits.of(LimitKind.DAY_TOKENS),
                limits.of(LimitKind.MONTH_TOKENS),
                limits.of(LimitKind.CONCURRENCY),
                limits.of(LimitKind.BURST),
                budget(limits));
    }

    static long picoDollars(BigDecimal usd) {
        return usd.movePointRight(PICO).longValueExact();
    }

    static BigDecimal usd(long picoDollars) {
        BigDecimal usd = BigDecimal.valueOf(picoDollars, PICO).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    private static @Nullable BudgetConfig budget(Limits limits) {
        Long month = limits.of(LimitKind.MONTH_BUDGET);
        LimitKind kind = month == null ? LimitKind.DAY_BUDGET : LimitKind.MONTH_BUDGET;
        Long most = limits.of(kind);
        return most == null
                ? null
                : new BudgetConfig(
                        usd(most),
                        month == null ? Per.DAY : Per.MONTH,
                        limits.budgets().getOrDefault(kind, OnExceeded.BLOCK));
    }

    private static void put(Map<LimitKind, Long> most, LimitKind kind, @Nullable Long limit) {
        if (limit != null) {
            most.put(kind, limit);
        }
    }
}
