package dev.sluice.loads.vocabularies;

import static dev.sluice.loads.vocabularies.Facts.labels;

import dev.sluice.loads.run.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what clients have seen of their requests, and the provider has billed for them, into what is to be counted.
 * What a request should have come to is known from its scenario, and held against both. One thread.
 */
final class Reckoning {

    private static final int CLIENT_GONE = 499;

    private final Facts facts;
    private final Report report;
    private final Map<String, Billing> kept = new HashMap<>();

    Reckoning(Facts facts, Report report) {
        this.facts = facts;
        this.report = report;
    }

    /** @param billed the provider's lines about it, in order */
    void enter(String id, Scenario scenario, Caller caller, Exchanged seen, List<Billing> billed) {
        int status = seen.status() == 0 && scenario.leaves() ? CLIENT_GONE : seen.status();
        Ending ending = scenario.ending(status);
        if (status != ending.status()) {
            report.fail(id + ", " + scenario.name() + ": status " + status + ", not " + ending.status());
            return;
        }
        if (ending.succeeds() && !seen.whole()) {
            report.fail(id + ", " + scenario.name() + ": the answer is not whole");
        }
        List<Tried> tried = tried(id + ", " + scenario.name(), ending, billed);
        http(scenario.ask(), status, ending, seen);
        key(scenario.ask(), caller, ending);
        Route route = Route.of(scenario, tried);
        if (!route.provider().equals(Scenario.UNKNOWN)) {
            facts.add(Fact.GROUP, labels("group", route.group(), "outcome", ending.outcome()));
        }
        attempts(route.model(), tried);
        decisions(scenario, ending);
        if (scenario.ask().cacheable() && ending.looks()) {
            caches(id, scenario, caller, route, seen);
            saved(scenario, caller, billed);
        }
        if (!scenario.ask().operation().isEmpty()) {
            operation(scenario, caller, ending, route);
            if (!scenario.untold()) {
                billed.stream()
                        .filter(Billing::reported)
                        .reduce((earlier, later) -> later)
                        .ifPresent(last -> Money.enter(facts, scenario, caller, route, last));
            }
        }
        if (caller.isKnown() && (!billed.isEmpty() || scenario.cached().answers())) {
            facts.add(Fact.BOOKED, Map.of());
        }
    }

    /** The attempts as they were: those that reached the provider are its lines. */
    private List<Tried> tried(String what, Ending ending, List<Billing> billed) {
        List<Tried> tried = new ArrayList<>();
        int line = 0;
        for (Try each : ending.tries()) {
            if (!each.fate().reaches()) {
                String provider = each.providers().get(0);
                tried.add(new Tried(provider, provider + "-1", each.fate()));
                continue;
            }
            Billing bill = line < billed.size() ? billed.get(line) : null;
            line++;
            if (bill == null
                    || !each.providers().contains(bill.provider())
                    || !each.fate().agrees(bill.status())) {
                report.fail(what + ": " + bill + " at the provider, not " + each);
                continue;
            }
            tried.add(new Tried(bill.provider(), bill.key(), each.fate()));
        }
        if (line < billed.size()) {
            report.fail(what + ": more attempts at the provider than " + ending.tries() + ": " + billed);
        }
        return tried;
    }

    private void http(Ask ask, int status, Ending ending, Exchanged seen) {
        facts.add(Fact.HTTP, labels("method", ask.method(), "route", ask.route(), "status", Integer.toString(status)));
        Map<String, String> labels = labels("method", ask.method(), "route", ask.route());
        if (seen.requestBytes() > 0 && ending.bodyRead()) {
            facts.add(Fact.REQUEST_BODY, labels, (double) seen.requestBytes());
        }
        if (seen.answerBytes() > 0) {
            facts.add(Fact.RESPONSE_BODY, labels, (double) seen.answerBytes());
        }
    }

    private void key(Ask ask, Caller caller, Ending ending) {
        // Who asks is not looked at where there is nothing to ask for.
        if (caller.isKnown() && ending.status() != 405 && !ending.errorType().equals("caller_not_found")) {
            facts.add(Fact.KEY_USE, labels("key", caller.key(), "status", ending.outcome()));
            facts.add(Fact.KEY_USE, labels("key", caller.key(), "status", "attempt"));
        }
        if (!ending.refused().isEmpty()) {
            String[] scopeAndLimit = ending.refused().split(" ", 2);
            String limit = scopeAndLimit[1];
            facts.add(
                    Fact.REFUSAL,
                    labels(
                            "scope",
                            scopeAndLimit[0],
                            "limit",
                            limit,
                            // A vocabulary has one word for budgets of all kinds.
                            "type",
                            limit.endsWith("_budget") ? "budget" : limit,
                            "key",
                            caller.key()));
            if (ending.status() == 429) {
                facts.add(Fact.RATE_LIMIT, labels("route", ask.route()));
            }
        }
    }

    private void attempts(String model, List<Tried> tried) {
        for (int i = 0; i < tried.size(); i++) {
            Tried each = tried.get(i);
            facts.add(Fact.ATTEMPT, each.labels(model));
            if (each.fate().reaches()) {
                facts.add(Fact.CONNECTED, labels("provider", each.provider()));
            }
            if (i == 0) {
                continue;
            }
            Tried before = tried.get(i - 1);
            if (before.provider().equals(each.provider())) {
                String reason = before.fate().retryReason();
                facts.add(Fact.RETRY, labels("provider", each.provider(), "reason", reason));
            } else {
                String result = tried.get(tried.size() - 1).fate() == Fate.ANSWERED ? "success" : "failure";
                String from = before.provider();
                facts.add(Fact.FAILOVER, labels("from", from, "to", each.provider(), "result", "invoked"));
                facts.add(Fact.FAILOVER, labels("from", from, "to", each.provider(), "result", result));
            }
        }
    }

    private void decisions(Scenario scenario, Ending ending) {
        boolean answered = scenario.cached().answers();
        if (ending.decided() && !answered && !scenario.ask().operation().isEmpty()) {
            facts.add(Fact.STRATEGY, labels("strategy", scenario.strategy()));
            if (scenario.strategy().equals("cost")) {
                facts.add(Fact.SWITCH, labels("from", "auto", "to", "plain", "strategy", "cost"));
            }
        }
        if (ending.errorType().equals("caller_model_not_found")) {
            facts.add(Fact.ROUTING_FAILURE, labels("reason", "unknown_model"));
        } else if (ending.errorType().equals("provider_provider_unavailable")) {
            facts.add(Fact.ROUTING_FAILURE, labels("reason", "no_healthy_target"));
        }
    }

    private void caches(String id, Scenario scenario, Caller caller, Route route, Exchanged seen) {
        Cached cached = scenario.cached();
        if (!seen.cache().isEmpty() && !seen.cache().startsWith(cached.told())) {
            report.fail(id + ", " + scenario.name() + ": " + seen.cache() + ", not " + cached.told());
        }
        cached.looks().forEach((cache, result) -> facts.add(Fact.LOOK, labels("cache", cache, "result", result)));
        facts.add(
                Fact.CACHED,
                labels(
                        "tenant", caller.tenant(),
                        "model", route.model(),
                        "result", cached.result(),
                        "hit", Boolean.toString(cached.answers())));
    }

    /** What an answer that was kept has saved is what the first one was billed, of the same tenant. */
    private void saved(Scenario scenario, Caller caller, List<Billing> billed) {
        String first = caller.tenant() + ' ' + scenario.model() + ' ' + scenario.ask().stream();
        if (scenario.cached().keeps() && !scenario.subject().isEmpty()) {
            kept.put(first, billed.get(0));
        }
        Billing saved = scenario.cached().answers() ? kept.get(first) : null;
        if (saved != null) {
            Map<String, String> labels = labels("tenant", caller.tenant(), "model", scenario.model());
            facts.add(Fact.SAVED_TOKENS, labels, (double) (saved.input() + saved.output()));
            facts.add(Fact.SAVED_COST, labels, Money.usd(saved));
        }
    }

    private void operation(Scenario scenario, Caller caller, Ending ending, Route route) {
        Ask ask = scenario.ask();
        facts.add(
                Fact.OPERATION,
                labels(
                        "operation", ask.operation(),
                        "stream", Boolean.toString(ask.stream()),
                        "call", ask.call(),
                        "provider", route.provider(),
                        "model", route.model(),
                        "outcome", ending.outcome(),
                        "error_type", ending.errorType(),
                        "fault", ending.fault(),
                        "tenant", caller.tenant(),
                        "tier", caller.tier()));
        facts.add(Fact.PHASE, labels("phase", "total"));
        if (ending.tries().stream().anyMatch(each -> each.fate().reaches())) {
            facts.add(Fact.PHASE, labels("phase", "queue"));
        }
        if (ask.stream() && ending.status() == 200 && !scenario.cached().answers()) {
            facts.add(Fact.FIRST_TOKEN, labels("provider", route.provider(), "model", route.model()));
        }
        if (caller == Caller.ERIN) {
            facts.add(Fact.OVER_BUDGET, labels("limit", "day_budget"));
        }
        if (route.model().equals("odd")) {
            facts.add(Fact.UNPRICED, labels("model", route.model()));
        }
    }
}
