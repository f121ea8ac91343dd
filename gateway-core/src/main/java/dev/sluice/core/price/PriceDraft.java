package dev.sluice.core.price;

import dev.sluice.core.request.ServiceTier;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Prices of one model as they are given, to be compiled to a {@link Price}. Used by one thread. */
@SuppressWarnings("EnumOrdinal") // Arrays are indexed by number; ordinals do not outlive the process.
public final class PriceDraft {

    private final Map<ServiceTier, TreeMap<Long, Map<Unit, Long>>> given = new EnumMap<>(ServiceTier.class);

    /** Sets a standard price in pico-dollars for prompts of any length. */
    public PriceDraft set(Unit unit, long picoDollars) {
        return set(ServiceTier.STANDARD, 0, unit, picoDollars);
    }

    /** Sets a price in pico-dollars for prompts of more than so many tokens. */
    PriceDraft set(ServiceTier tier, long above, Unit unit, long picoDollars) {
        given.computeIfAbsent(tier, any -> new TreeMap<>())
                .computeIfAbsent(above, any -> new EnumMap<>(Unit.class))
                .put(unit, picoDollars);
        return this;
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    /** Whether there is a standard price of the unit, for prompts of some length at least. */
    boolean has(Unit unit) {
        return given.getOrDefault(ServiceTier.STANDARD, new TreeMap<>()).values().stream()
                .anyMatch(step -> step.containsKey(unit));
    }

    /**
     * What is not given at a step is as at the step below, and then as its {@link Unit#instead}; what a service tier
     * does not give is as in the standard one. Prompts shorter than all steps are priced at the lowest.
     */
    public Price build() {
        TreeSet<Long> all = new TreeSet<>();
        given.values().forEach(steps -> all.addAll(steps.keySet()));
        all.add(0L);
        long[] thresholds = all.stream().mapToLong(Long::longValue).toArray();
        long[][][] rates = new long[ServiceTier.values().length][thresholds.length][Unit.values().length];
        for (ServiceTier tier : ServiceTier.values()) {
            for (int step = 0; step < thresholds.length; step++) {
                for (Unit unit : Unit.values()) {
                    rates[tier.ordinal()][step][unit.ordinal()] = rate(tier, thresholds[step], unit);
                }
            }
        }
        return new Price(thresholds, rates);
    }

    private long rate(ServiceTier tier, long above, Unit unit) {
        for (Unit of = unit; of != null; of = of.instead()) {
            Long own = find(tier, above, of);
            if (own == null) {
                own = find(ServiceTier.STANDARD, above, of);
            }
            if (own != null) {
                return own;
            }
        }
        return 0;
    }

    private @Nullable Long find(ServiceTier tier, long above, Unit unit) {
        TreeMap<Long, Map<Unit, Long>> steps = given.getOrDefault(tier, new TreeMap<>());
        for (Map<Unit, Long> step : steps.headMap(above, true).descendingMap().values()) {
            if (step.containsKey(unit)) {
                return step.get(unit);
            }
        }
        boolean below = tier == ServiceTier.STANDARD && (steps.isEmpty() || above < steps.firstKey());
        return below && !steps.isEmpty()
                ? Objects.requireNonNull(steps.firstEntry()).getValue().get(unit)
                : null;
    }
}
