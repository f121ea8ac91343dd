package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Many requests at once on budgets that pay for a few, at one gateway or spread over several: those that limit their
 * answers never pass the budget; those that do not, by no more than their answers are longer than was reserved; and in
 * the end what is counted is what the ledger has.
 */
@Command(name = "budget", description = "Far more requests at once than a budget pays for.")
public final class Budget implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final int TOKENS = 1000;
    private static final int LEARNT = 100;
    private static final int UNKNOWN = 4096;
    private static final int LESSONS = 160;

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--requests", defaultValue = "1000", description = "At once (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--paid", defaultValue = "100", description = "What budgets pay for (default: ${DEFAULT-VALUE}).")
    private int paid;

    @Option(
            names = "--at-least",
            defaultValue = "97",
            description = "How many of those have to pass (default: ${DEFAULT-VALUE}).")
    private int atLeast;

    @Override
    public Integer call() throws Exception {
        return installation.prove(new Report("budget"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("gateways", installation.nodes().size());
        BigDecimal cost = costOfOne();
        BigDecimal budget = cost.multiply(BigDecimal.valueOf(paid)).setScale(6, RoundingMode.UP);
        limited(report, "unary", budget, "");
        limited(report, "streams", budget, ",\"stream\":true");
        unlimited(report, "unknown-lengths", number -> 4000 + number % 8 * 150, UNKNOWN);
        learn();
        unlimited(report, "known-lengths", number -> LEARNT + number % 101, LEARNT);
        repeated(report);
        credits(report, cost);
    }

    /** What one request with the answer that it allows costs. */
    private BigDecimal costOfOne() throws IOException {
        try (Admin admin = installation.node(0).admin();
                Connection connection = installation.node(0).connection()) {
            String key = admin.makeKey("one", limits(""));
            Answer answer = connection.exchange(request(key, "gpt-4o", ",\"max_tokens\":" + TOKENS, TOKENS));
            if (answer.status() != 200) {
                throw new IOException("one request was answered with " + answer.status() + ": " + answer.text());
            }
            installation.rest(new Report("one"));
            return admin.sum("one").usd();
        }
    }

    private static String limits(String more) {
        return "{\"tokens_per_day\":" + MOST_TOKENS + more + "}";
    }

    private static Request request(String key, String model, String members, int tokens) {
        return Request.post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + members
                                + "}")
                .with(Map.of(
                        "authorization",
                        "Bearer " + key,
                        "x-sim-tokens",
                        Integer.toString(tokens),
                        "x-sim-delay",
                        "500ms"));
    }

    /** Requests that limit their answers: no more pass than the budget pays for, and hardly less. */
    private void limited(Report report, String name, BigDecimal budget, String members) throws IOException {
        String key = makeKey("limited-" + name, budget);
        List<Outcome> outcomes =
                volley(number -> request(key, "gpt-4o", ",\"max_tokens\":" + TOKENS + members, TOKENS), requests);
        long passed = passed(report, name, outcomes);
        report.atMost(name + ": passed", paid, passed);
        if (passed < atLeast) {
            report.fail(name + ": only " + passed + " passed");
        }
        Admin.Sum sum = settled(report, name, "limited-" + name, passed);
        if (sum.usd().compareTo(budget) > 0) {
            report.fail(name + ": " + sum.usd() + " USD of " + budget + " were used");
        }
    }

    /**
     * Streams that do not limit their answers: what they use beyond the budget is no more than what their answers have
     * above the length that was reserved.
     */
    private void unlimited(Report report, String model, IntUnaryOperator lengths, int reserved) throws IOException {
        BigDecimal budget =
                UsageLine.price(10, reserved).multiply(BigDecimal.valueOf(paid)).setScale(6, RoundingMode.UP);
        String key = makeKey(model, budget);
        List<Outcome> outcomes =
                volley(number -> request(key, model, ",\"stream\":true", lengths.applyAsInt(number)), requests);
        long passed = passed(report, model, outcomes);
        long beyond = outcomes.stream()
                .filter(Outcome::passed)
                .mapToLong(each -> Math.max(0, lengths.applyAsInt(each.number()) - reserved))
                .sum();
        report.figure(model + ": passed", passed);
        Admin.Sum sum = settled(report, model, model, passed);
        BigDecimal overshoot = sum.usd().subtract(budget).max(BigDecimal.ZERO);
        BigDecimal bound = UsageLine.price(0, beyond);
        report.figure(model + ": budget, USD", budget);
        report.figure(model + ": used beyond it, USD", overshoot);
        report.figure(model + ": bound of that, USD", bound);
        if (passed == 0 || overshoot.compareTo(bound) > 0) {
            report.fail(model + ": " + overshoot + " USD were used beyond the budget, and " + bound + " is the bound");
        }
    }

    /** Every gateway learns that answers of a model are short. */
    private void learn() throws IOException {
        String key = makeKey("learning", new BigDecimal(1_000_000));
        int each = LESSONS * installation.nodes().size();
        for (int done = 0; done < each; done += each / 4) {
            volley(number -> request(key, "known-lengths", "", LEARNT), each / 4);
        }
    }

    /** An id of the client's makes no difference. */
    private void repeated(Report report) throws IOException {
        String key = makeKey("repeated", new BigDecimal(1_000_000));
        List<Outcome> outcomes = volley(
                number -> request(key, "gpt-4o", ",\"max_tokens\":10", 10).with("x-request-id", "the-same"), requests);
        report.same("of one x-request-id: passed", requests, passed(report, "of one x-request-id", outcomes));
        settled(report, "of one x-request-id", "repeated", requests);
    }

    /** The same with a balance: it is what was there less what the ledger has. */
    private void credits(Report report, BigDecimal cost) throws IOException {
        BigDecimal credits = cost.multiply(BigDecimal.valueOf(paid)).setScale(6, RoundingMode.UP);
        try (Admin admin = installation.node(0).admin()) {
            admin.make("users", "{\"id\":\"prepaid\",\"prepaid\":true}");
            admin.credit("prepaid", credits);
            String key = admin.makeKeyOf("\"id\":\"prepaid\",\"user\":\"prepaid\",\"limits\":" + limits(""));
            List<Outcome> outcomes =
                    volley(number -> request(key, "gpt-4o", ",\"max_tokens\":" + TOKENS, TOKENS), requests);
            long passed = outcomes.stream().filter(Outcome::passed).count();
            report.atMost("credits: passed", paid, passed);
            if (passed < atLeast) {
                report.fail("credits: only " + passed + " passed");
            }
            Admin.Sum sum = settled(report, "credits", "prepaid", passed);
            BigDecimal balance = admin.balance("prepaid");
            report.figure("credits: balance, USD", balance);
            if (balance.compareTo(credits.subtract(sum.usd())) != 0) {
                report.fail("credits: " + balance + " USD are left of " + credits + ", of which " + sum.usd()
                        + " were used");
            }
        }
    }

    private String makeKey(String id, BigDecimal budget) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            return admin.makeKey(id, limits(",\"budget\":{\"usd\":" + budget.toPlainString() + ",\"per\":\"month\"}"));
        }
    }

    private List<Outcome> volley(IntFunction<Request> asked, int count) throws IOException {
        try (Volley volley = new Volley(installation.addresses(), asked)) {
            volley.all(count);
            return volley.stop(PATIENCE);
        }
    }

    /** How many were answered; all others have to be refused. */
    private static long passed(Report report, String name, List<Outcome> outcomes) {
        Map<Integer, Long> statuses = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            statuses.merge(outcome.status(), 1L, Long::sum);
            if (!outcome.passed() && (outcome.status() != 429 || outcome.ending() != Ending.COMPLETE)) {
                report.fail(name + ": request " + outcome.number() + " was answered with " + outcome.status() + ", "
                        + outcome.ending());
            }
        }
        report.figure(name + ": answers by status", statuses);
        return outcomes.stream().filter(Outcome::passed).count();
    }

    /** What the ledger has of a key, when nothing is open: each exchange once, and the counters are its sum. */
    private Admin.Sum settled(Report report, String name, String key, long passed) throws IOException {
        installation.rest(report);
        Admin.Sum sum = sum(key);
        report.same(name + ": exchanges in the ledger", passed, sum.requests());
        report.figure(name + ": USD in the ledger", sum.usd());
        Pulse.until(COUNTED_WITHIN, LOOK, () -> counted(key).stream().allMatch(each -> each == sum.tokens()));
        for (long counted : counted(key)) {
            report.same(name + ": tokens that the limit has counted", sum.tokens(), counted);
        }
        return sum;
    }

    private Admin.Sum sum(String key) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            return admin.sum(key);
        }
    }

    private List<Long> counted(String key) throws IOException {
        return installation.countedTokens(key, MOST_TOKENS);
    }
}
