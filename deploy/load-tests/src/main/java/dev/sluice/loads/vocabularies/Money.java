package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Scrape;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Enters what requests have used and cost: as billed, or, where nobody was told, as the gateway's own names have it.
 */
final class Money {

    private static final double MILLION = 1e6;
    private static final double INPUT = 2;
    private static final double CACHED = 1;
    private static final double OUTPUT = 8;
    private static final double UNPRICED = 20;

    private Money() {}

    static void enter(Facts facts, Scenario scenario, Caller caller, Route route, Billing bill) {
        if (scenario.ask().operation().equals("count_tokens")) {
            return;
        }
        Use use = new Use(scenario, caller, route, "exact");
        use.tokens(facts, "input", bill.input());
        if (!scenario.ask().operation().equals("embeddings")) {
            use.tokens(facts, "output", bill.output());
        }
        use.tokens(facts, "reasoning", bill.reasoning());
        use.tokens(facts, "cache_read", bill.cached());
        boolean priced = !route.model().equals("odd");
        double usd = priced ? usd(bill) : (bill.input() + bill.output()) * UNPRICED / MILLION;
        use.cost(facts, usd);
        use.charge(facts, (double) (bill.input() + bill.output()), usd);
    }

    /** What it costs, of a model that has a price. */
    static double usd(Billing bill) {
        return ((bill.input() - bill.cached()) * INPUT + bill.cached() * CACHED + bill.output() * OUTPUT) / MILLION;
    }

    /**
     * Enters what one kind of requests has used that nobody told, all of them together: what is counted under the
     * gateway's own names has to be everywhere.
     */
    static void enterUntold(Facts facts, Scenario scenario, Scrape before, Scrape after) {
        Route route = new Route("alpha", scenario.model(), "alpha");
        Use use = new Use(scenario, scenario.callers().get(0), route, "estimated");
        double input = use.counted("input", before, after);
        double output = use.counted("output", before, after);
        long requests = facts.count(Fact.OPERATION, "model", scenario.model());
        facts.add(Fact.TOKENS, use.labels("input"), requests, input);
        facts.add(Fact.TOKENS, use.labels("output"), requests, output);
        double usd = (input * INPUT + output * OUTPUT) / MILLION;
        use.cost(facts, usd);
        use.charge(facts, input + output, usd);
    }

    /** Whose use of what it is. */
    private record Use(Scenario scenario, Caller caller, Route route, String usage) {

        Map<String, String> labels(String type) {
            return Facts.labels(
                    "provider", route.provider(),
                    "model", route.model(),
                    "operation", scenario.ask().operation(),
                    "type", type,
                    "kind", type.equals("reasoning") ? "thinking" : type,
                    "usage", usage,
                    "tenant", caller.tenant(),
                    "tier", caller.tier());
        }

        void tokens(Facts facts, String type, long tokens) {
            facts.add(Fact.TOKENS, labels(type), (double) tokens);
        }

        double counted(String type, Scrape before, Scrape after) {
            Map<String, String> own =
                    Map.of("provider", route.provider(), "model", route.model(), "type", type, "usage", usage);
            return after.since(before, "sluice_tokens_total", own);
        }

        void cost(Facts facts, double usd) {
            Map<String, String> labels = labels("");
            labels.keySet().removeAll(Set.of("type", "kind"));
            facts.add(Fact.COST, labels, usd);
            if (caller.funds() == Caller.Funds.CREDITS) {
                facts.add(
                        Fact.CREDITS,
                        Facts.labels("provider", route.provider(), "model", route.model(), "user", caller.user()),
                        usd);
            }
        }

        void charge(Facts facts, double tokens, double usd) {
            if (caller.funds() != Caller.Funds.NONE) {
                String funds = caller.funds().name().toLowerCase(Locale.ROOT);
                facts.add(Fact.CHARGED, Facts.labels("user", caller.user(), "funds", funds), usd);
                facts.add(Fact.CHARGED_TOKENS, Facts.labels("user", caller.user(), "funds", funds), tokens);
            }
        }
    }
}
