package dev.sluice.metrics.live;

import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Tells how each provider does. Used by one thread at a time. */
final class ProviderRows {

    private static final String SUCCESS = "success";
    private static final String ACTIVE = "active";
    private static final String UPSTREAM = "upstream";

    private final Rates rates;

    ProviderRows(Rates rates) {
        this.rates = rates;
    }

    List<Second.Provider> of(Grouping now) {
        Map<String, Long> attempts = now.sums(Fact.ATTEMPTS, Dimension.PROVIDER, Grouping.ALL, Row::count);
        Map<String, Long> failures = now.sums(
                Fact.ATTEMPTS, Dimension.PROVIDER, row -> !now.is(row, Dimension.OUTCOME, SUCCESS), Row::count);
        Map<String, Long> connections = now.sums(
                Fact.CONNECTIONS,
                Dimension.PROVIDER,
                row -> now.is(row, Dimension.CONNECTION_KIND, UPSTREAM)
                        && now.is(row, Dimension.CONNECTION_STATE, ACTIVE),
                Row::last);
        Map<String, Map<String, Long>> keys = now.sums(Fact.UPSTREAM_KEYS, Dimension.PROVIDER, Dimension.KEY_STATE);
        Map<String, Map<String, Long>> breakers = now.sums(Fact.BREAKER, Dimension.PROVIDER, Dimension.BREAKER_STATE);
        Map<String, Double> health = extreme(now, Fact.HEALTH_SCORE, Math::min);
        Map<String, Double> p95 = extreme(now, Fact.LATENCY_P95, Math::max);
        return now.sums(Fact.AVAILABILITY, Dimension.PROVIDER).entrySet().stream()
                .map(each -> new Second.Provider(
                        each.getKey(),
                        each.getValue() > 0,
                        rates.of("attempts " + each.getKey(), attempts.getOrDefault(each.getKey(), 0L)),
                        rates.of("failed attempts " + each.getKey(), failures.getOrDefault(each.getKey(), 0L)),
                        connections.getOrDefault(each.getKey(), 0L),
                        keys.getOrDefault(each.getKey(), Map.of()),
                        breakers.getOrDefault(each.getKey(), Map.of()),
                        health.getOrDefault(each.getKey(), 1.0),
                        p95.getOrDefault(each.getKey(), 0.0)))
                .toList();
    }

    /** Of a provider's models the one that is worst. */
    private static Map<String, Double> extreme(Grouping now, Fact fact, BinaryOperator<Double> worse) {
        Map<String, Double> worst = new TreeMap<>();
        for (Row row : now.totals().rows(fact)) {
            String provider = now.totals().text(Dimension.PROVIDER, row.at(Dimension.PROVIDER));
            worst.merge(provider, row.last() / fact.scale(), worse);
        }
        return worst;
    }
}
