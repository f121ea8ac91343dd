package dev.sluice.loads.ledger;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the gateway's books against the providers'. One by one: each request has one line in the log, with the tokens
 * and the cost of the attempt that answered it, exactly where its usage was told. And together: the metrics by provider
 * and model, exact but for a share of what had to be estimated, so that nothing is missing or counted twice, be it of
 * attempts that no client heard of.
 */
final class Balance {

    private final Map<String, Ask> asks = new HashMap<>();
    private final Map<String, List<Charge>> charges = new HashMap<>();
    private final Map<String, List<Entry>> entries = new HashMap<>();
    private final Map<Holder, Account> accounts = new TreeMap<>();
    private final Prices prices;

    /** Whose account it is: a provider's, for a model as clients call it. */
    record Holder(String provider, String model) implements Comparable<Holder> {

        @Override
        public int compareTo(Holder other) {
            int byProvider = provider.compareTo(other.provider);
            return byProvider == 0 ? model.compareTo(other.model) : byProvider;
        }

        Map<String, String> labels() {
            return Map.of("provider", provider, "model", model);
        }
    }

    Balance(List<Ask> asked, List<Charge> charged, List<Entry> logged, Prices prices) {
        this.prices = prices;
        asked.forEach(ask -> asks.put(ask.id(), ask));
        charged.forEach(charge -> charges.computeIfAbsent(charge.id(), absent -> new ArrayList<>())
                .add(charge));
        logged.forEach(entry ->
                entries.computeIfAbsent(entry.id(), absent -> new ArrayList<>()).add(entry));
        asks.values().forEach(this::enter);
    }

    private void enter(Ask ask) {
        for (Charge charge : charges.getOrDefault(ask.id(), List.of())) {
            if (charge.tokens().isNone()) {
                continue;
            }
            Account account =
                    accounts.computeIfAbsent(new Holder(charge.provider(), ask.model()), absent -> new Account());
            BigDecimal cost = prices.cost(charge.model(), charge.tokens());
            if (isTold(ask, charge)) {
                account.chargeExactly(charge.tokens(), cost);
            } else {
                account.chargeUntold(charge.tokens(), cost);
            }
        }
    }

    /** What is told while the client leaves, the gateway may or may not have heard; unless it hears everything. */
    private static boolean isTold(Ask ask, Charge charge) {
        return charge.reported() && (ask.isDrained() || !ask.leaves());
    }

    /** One request after the other. */
    void eachRequest(Report report) {
        int exact = 0;
        for (Ask ask : asks.values()) {
            List<Entry> logged = entries.getOrDefault(ask.id(), List.of());
            if (logged.size() != 1) {
                report.fail(ask.id() + " for " + ask.model() + " has " + logged.size() + " lines in the log");
                continue;
            }
            Charge answer = answer(ask, logged.get(0));
            if (answer != null && ask.isDrained() && !answer.reported()) {
                report.fail(ask.id() + " for " + ask.model() + " was not read to its end");
            }
            if (answer != null && isTold(ask, answer)) {
                exact++;
                compare(ask, answer, logged.get(0), report);
            }
        }
        report.figure("requests_whose_usage_was_told", exact);
        report.figure(
                "attempts_charged_without_usage_told",
                charges.values().stream()
                        .flatMap(List::stream)
                        .filter(charge -> !charge.reported() && !charge.tokens().isNone())
                        .count());
    }

    /** The attempt whose answer it was: the last one of the provider in the log. */
    private @Nullable Charge answer(Ask ask, Entry entry) {
        Charge last = null;
        for (Charge charge : charges.getOrDefault(ask.id(), List.of())) {
            if (charge.provider().equals(entry.provider()) && (last == null || charge.number() > last.number())) {
                last = charge;
            }
        }
        return last;
    }

    private void compare(Ask ask, Charge answer, Entry entry, Report report) {
        BigDecimal cost = prices.cost(answer.model(), answer.tokens());
        if (!entry.tokens().equals(answer.tokens())) {
            report.fail(
                    ask.id() + " for " + ask.model() + ": charged " + answer.tokens() + ", logged " + entry.tokens());
        } else if (entry.cost().compareTo(cost) != 0) {
            report.fail(ask.id() + " for " + ask.model() + ": charged " + cost + " USD, logged " + entry.cost());
        }
    }

    /** Whether all sums are where they have to be. */
    boolean agrees(Scrape before, Scrape after) {
        for (Map.Entry<Holder, Account> account : accounts.entrySet()) {
            for (Account.Figure figure :
                    account.getValue().figures(before, after, account.getKey().labels())) {
                if (figure.differs()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All sums, as a table and as what has to hold. */
    String allTogether(Scrape before, Scrape after, Report report) {
        StringBuilder table = new StringBuilder(8192);
        table.append(String.format(
                "%-50s %14s %14s %14s %14s%n", "provider, model, figure", "charged", "of it untold", "counted", "off"));
        double worst = 0;
        for (Map.Entry<Holder, Account> account : accounts.entrySet()) {
            Holder holder = account.getKey();
            for (Account.Figure figure : account.getValue().figures(before, after, holder.labels())) {
                if (figure.isNothing()) {
                    continue;
                }
                table.append(String.format("%-16s %-20s ", holder.provider(), shortened(holder.model())))
                        .append(figure.line())
                        .append(figure.differs() ? "  WRONG\n" : "\n");
                worst = Math.max(worst, figure.estimated() > 0 ? figure.share() : 0);
                if (figure.differs()) {
                    report.fail(holder + ": " + figure);
                }
            }
        }
        report.figure("most_off_what_was_untold_percent", worst * 100);
        return table.toString();
    }

    private static String shortened(String model) {
        return model.length() > 20 ? model.substring(0, 20) : model;
    }
}
