package dev.sluice.metrics.live;

import static dev.sluice.metrics.live.Grouping.ALL;

import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.live.Second.Use;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Tells what was used of each model, and by each tenant. Used by one thread at a time. */
final class UseRows {

    static final String INPUT = "input";
    static final String OUTPUT = "output";
    /** How many are told of, those that cost most. */
    static final int MOST = 50;

    private final Rates rates;

    UseRows(Rates rates) {
        this.rates = rates;
    }

    /** Which facts are told, and by what. */
    private record Kind(String name, Dimension by, Fact requests, Fact tokens, Fact cost) {}

    private static final Kind MODELS = new Kind("model ", Dimension.MODEL, Fact.OPERATIONS, Fact.TOKENS, Fact.COST);
    private static final Kind TENANTS =
            new Kind("tenant ", Dimension.TENANT, Fact.TENANT_OPERATIONS, Fact.TENANT_TOKENS, Fact.TENANT_COST);

    List<Use> models(Grouping now) {
        return uses(now, MODELS, now.sums(MODELS.requests(), MODELS.by(), ALL, Row::count));
    }

    List<Use> tenants(Grouping now) {
        return uses(now, TENANTS, now.sums(TENANTS.requests(), TENANTS.by()));
    }

    private List<Use> uses(Grouping now, Kind kind, Map<String, Long> requests) {
        Map<String, Long> input = tokens(now, kind, INPUT);
        Map<String, Long> output = tokens(now, kind, OUTPUT);
        Map<String, Long> costs = now.sums(kind.cost(), kind.by());
        return requests.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> new Use(
                        each.getKey(),
                        each.getValue(),
                        rates.of(kind.name() + each.getKey(), each.getValue()),
                        input.getOrDefault(each.getKey(), 0L),
                        output.getOrDefault(each.getKey(), 0L),
                        costs.getOrDefault(each.getKey(), 0L) / kind.cost().scale()))
                .sorted(Comparator.comparingDouble(Use::costUsd)
                        .thenComparingLong(Use::requests)
                        .reversed())
                .limit(MOST)
                .toList();
    }

    private static Map<String, Long> tokens(Grouping now, Kind kind, String type) {
        return now.sums(kind.tokens(), kind.by(), row -> now.is(row, Dimension.TOKEN_TYPE, type), Row::last);
    }
}
