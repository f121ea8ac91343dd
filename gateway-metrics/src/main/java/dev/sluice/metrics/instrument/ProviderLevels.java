package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.BREAKER_STATE;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY_STATE;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.ProviderState;
import dev.sluice.core.observe.ProviderState.Availability;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the levels of the providers at a scrape. Where several share a name's number, because it is past its bound, the
 * worst of them is shown: ratios and states cannot be added up. Thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class ProviderLevels {

    private final ProviderState state;
    private final Identities identities;

    ProviderLevels(ProviderState state, Identities identities) {
        this.state = state;
        this.identities = identities;
    }

    /** What is known of a provider, or of one model there. */
    private record Level(BreakerState breaker, double score, double successRatio, long p95Nanos) {

        Level worse(Level other) {
            return new Level(
                    breaker.compareTo(other.breaker) > 0 ? breaker : other.breaker,
                    Math.min(score, other.score),
                    Math.min(successRatio, other.successRatio),
                    Math.max(p95Nanos, other.p95Nanos));
        }
    }

    /** Attempts of a provider, and those of them that failed, in the windows of its models. */
    private record Tried(double attempts, double failures) {

        static Tried of(Health.Reading health) {
            return new Tried(health.attempts(), health.attempts() * (1 - health.successRatio()));
        }

        Tried and(Tried other) {
            return new Tried(attempts + other.attempts, failures + other.failures);
        }

        double errorRatio() {
            return attempts > 0 ? failures / attempts : 0;
        }
    }

    void addTo(Totals.Builder totals) {
        addKeys(totals);
        Map<KnownPair, Level> targets = new TreeMap<>();
        Map<Integer, BreakerState> breakers = new TreeMap<>();
        Map<Integer, Tried> tried = new TreeMap<>();
        Map<Integer, Integer> available = new TreeMap<>();
        state.availability((provider, now) -> {
            available.merge(provider(provider), now == Availability.AVAILABLE ? 1 : 0, Math::min);
            breakers.put(provider(provider), BreakerState.CLOSED);
            tried.put(provider(provider), new Tried(0, 0));
        });
        state.targets((provider, model, breaker, health) -> {
            Level level = new Level(breaker, health.score(), health.successRatio(), health.p95Nanos());
            targets.merge(new KnownPair(provider(provider), model(model)), level, Level::worse);
            breakers.merge(provider(provider), breaker, (one, other) -> one.compareTo(other) > 0 ? one : other);
            tried.merge(provider(provider), Tried.of(health), Tried::and);
        });
        targets.forEach((target, level) -> addTarget(totals, target, level));
        breakers.forEach((provider, worst) -> {
            totals.add(Fact.BREAKER_WORST, new Row(worst.ordinal()).at(PROVIDER, provider));
            totals.add(Fact.BREAKER_NOT_CLOSED, new Row(worst == BreakerState.CLOSED ? 0 : 1).at(PROVIDER, provider));
        });
        tried.forEach((provider, attempts) -> totals.add(
                Fact.ERROR_RATIO, ratio(Fact.ERROR_RATIO, attempts.errorRatio()).at(PROVIDER, provider)));
        available.forEach((provider, one) -> totals.add(Fact.AVAILABILITY, new Row(one).at(PROVIDER, provider)));
    }

    /** Keys that there are have counters, too, before they are used. */
    private void addKeys(Totals.Builder totals) {
        state.keyCounts((provider, keys, count) -> totals.add(
                Fact.UPSTREAM_KEYS,
                new Row(count).at(PROVIDER, provider(provider)).at(KEY_STATE, keys.ordinal())));
        Map<KnownPair, Double> healths = new TreeMap<>();
        state.keyHealth((provider, key, health) -> {
            int name = Names.canonical(identities.keys(), key);
            healths.merge(new KnownPair(provider(provider), name), health, Math::min);
        });
        healths.forEach((key, health) -> {
            totals.add(
                    Fact.KEY_HEALTH,
                    ratio(Fact.KEY_HEALTH, health).at(PROVIDER, key.first()).at(KEY, key.second()));
            for (KeyResult result : KeyResult.values()) {
                Row zero = new Row(0).at(PROVIDER, key.first()).at(KEY, key.second());
                totals.add(Fact.KEY_ATTEMPTS, zero.at(KEY_RESULT, result.ordinal()));
            }
        });
    }

    private static void addTarget(Totals.Builder totals, KnownPair target, Level level) {
        for (BreakerState each : BreakerState.values()) {
            Row row = new Row(each == level.breaker() ? 1 : 0).at(BREAKER_STATE, each.ordinal());
            totals.add(Fact.BREAKER, at(target, row));
        }
        totals.add(Fact.HEALTH_SCORE, at(target, ratio(Fact.HEALTH_SCORE, level.score())));
        totals.add(Fact.SUCCESS_RATIO, at(target, ratio(Fact.SUCCESS_RATIO, level.successRatio())));
        totals.add(Fact.LATENCY_P95, at(target, new Row(level.p95Nanos())));
    }

    private static Row at(KnownPair target, Row row) {
        return row.at(PROVIDER, target.first()).at(MODEL, target.second());
    }

    private static Row ratio(Fact fact, double ratio) {
        return new Row(Math.round(ratio * fact.scale()));
    }

    private int provider(int number) {
        return Names.canonical(identities.providers(), number);
    }

    private int model(int number) {
        return Names.canonical(identities.models(), number);
    }
}
