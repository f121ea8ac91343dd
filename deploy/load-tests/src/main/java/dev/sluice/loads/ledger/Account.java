package dev.sluice.loads.ledger;

import dev.sluice.loads.run.Scrape;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What one provider charged for one model of the gateway's, and what the gateway counted of it. */
final class Account {

    /** How far the gateway may be off what it had to estimate. */
    static final double TOLERANCE = 0.02;

    /** A cost is a sum of binary fractions in the metrics: so much of a USD is nothing. */
    private static final double NO_MONEY = 1e-9;

    private Tokens exact = Tokens.NONE;
    private Tokens estimated = Tokens.NONE;
    private BigDecimal exactCost = BigDecimal.ZERO;
    private BigDecimal estimatedCost = BigDecimal.ZERO;

    /**
     * One figure, and how far it may be off.
     *
     * @param estimated the part of what was charged that the gateway cannot know exactly
     */
    record Figure(String what, double charged, double estimated, double counted) {

        boolean differs() {
            return Math.abs(charged - counted) > TOLERANCE * estimated + NO_MONEY;
        }

        boolean isNothing() {
            return charged == 0 && counted == 0;
        }

        /** By how much of what had to be estimated it is off. */
        double share() {
            return charged == counted ? 0 : Math.abs(charged - counted) / Math.max(estimated, NO_MONEY);
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-12s %14.6f %14.6f %14.6f %14.6f",
                    what,
                    charged,
                    estimated,
                    counted,
                    counted - charged);
        }
    }

    void chargeExactly(Tokens tokens, BigDecimal cost) {
        exact = exact.plus(tokens);
        exactCost = exactCost.add(cost);
    }

    /** What the gateway cannot have been told. */
    void chargeUntold(Tokens tokens, BigDecimal cost) {
        estimated = estimated.plus(tokens);
        estimatedCost = estimatedCost.add(cost);
    }

    /** Everything that has to agree, with what the gateway's metrics say under these labels. */
    Iterable<Figure> figures(Scrape before, Scrape after, Map<String, String> labels) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        Tokens all = exact.plus(estimated);
        tokens(figures, "input", all.input(), estimated.input());
        tokens(figures, "output", all.output(), estimated.output());
        tokens(figures, "cache_read", all.cached(), estimated.cached());
        tokens(figures, "cache_write", all.cacheWrite(), estimated.cacheWrite());
        figures.replaceAll((type, figure) -> {
            Map<String, String> typed = new LinkedHashMap<>(labels);
            typed.put("type", type);
            long counted = after.since(before, "sluice_tokens_total", typed);
            return new Figure(type, figure.charged(), figure.estimated(), counted);
        });
        String cost = "sluice_cost_usd_total";
        figures.put(
                "usd",
                new Figure(
                        "usd",
                        exactCost.add(estimatedCost).doubleValue(),
                        estimatedCost.doubleValue(),
                        after.sum(cost, labels) - before.sum(cost, labels)));
        return figures.values();
    }

    private static void tokens(Map<String, Figure> figures, String type, long charged, long estimated) {
        figures.put(type, new Figure(type, charged, estimated, 0));
    }
}
