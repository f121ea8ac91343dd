package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The Redis that several gateways share is paused, stopped and killed while clients ask: keys are known all the same,
 * nobody waits for it, what is refused meanwhile passes soon after its return, and a budget is passed by no more than
 * what each gateway had set aside.
 */
@Command(name = "redis-outage", description = "The Redis that gateways share goes away, and comes back.")
public final class RedisOutage implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(1);
    private static final int SHARE_OF_A_LEASE = 20;
    private static final double AT_MOST = 0.99;
    private static final BigDecimal COST = UsageLine.price(1, 1);

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--rate", defaultValue = "100", description = "Requests a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "Of each outage, and as long between two (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            description = "Seconds before anything is measured (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--added", defaultValue = "50", description = "Milliseconds, p99 (default: ${DEFAULT-VALUE}).")
    private int addedMillis;

    @Option(names = "--recovery", defaultValue = "5", description = "Seconds (default: ${DEFAULT-VALUE}).")
    private int recoverySeconds;

    private final List<Outage> outages = new ArrayList<>();

    /** From when to when it was away. */
    private record Outage(String name, long from, long to) {}

    /** Sends it away, or has it come back. */
    private interface Step {
        void take() throws IOException;
    }

    @Override
    public Integer call() throws Exception {
        return installation.prove(new Report("redis-outage"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("gateways", installation.nodes().size());
        RedisProcess redis = installation.redis();
        BigDecimal budget =
                COST.multiply(BigDecimal.valueOf((long) rate * seconds)).setScale(6, RoundingMode.UP);
        try (Volley free = volley("free", "{\"requests_per_minute\":100000000}");
                Volley scarce =
                        volley("scarce", "{\"budget\":{\"usd\":" + budget.toPlainString() + ",\"per\":\"month\"}}")) {
            free.pace(rate);
            // What new programs do slowly is not what an outage adds to.
            Pulse.rest(Duration.ofSeconds(warmUpSeconds));
            long began = System.nanoTime();
            rest();
            // Its money ends in the middle of the first outage.
            scarce.pace(2.0 * rate / 3);
            rest();
            away("paused", redis::pause, redis::resume);
            away("stopped", redis::stop, redis::start);
            away("killed", redis::kill, redis::start);
            rest();
            judge(report, began, free.stop(PATIENCE));
            scarce(report, budget, scarce.stop(PATIENCE));
        }
        installation.rest(report);
    }

    private Volley volley(String key, String limits) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            String value = admin.makeKey(key, limits);
            Request request = Rate.request(value);
            for (Node node : installation.nodes()) {
                if (!Pulse.until(KNOWN_WITHIN, KNOWN_WITHIN.dividedBy(100), () -> isKnown(node, value))) {
                    throw new IOException("a gateway does not know a key that another one has made");
                }
            }
            return new Volley(installation.addresses(), number -> request);
        }
    }

    private static boolean isKnown(Node node, String key) throws IOException {
        try (Connection connection = node.connection()) {
            Request request = Request.get("/v1/models").with("authorization", "Bearer " + key);
            return connection.exchange(request).status() != 401;
        }
    }

    private void rest() {
        Pulse.rest(Duration.ofSeconds(seconds));
    }

    private void away(String name, Step leave, Step comeBack) throws IOException {
        long from = System.nanoTime();
        leave.take();
        rest();
        comeBack.take();
        outages.add(new Outage(name, from, System.nanoTime()));
        rest();
    }

    private void judge(Report report, long began, List<Outcome> outcomes) {
        report.same(
                "keys that were not known",
                0,
                outcomes.stream().filter(each -> each.status() == 401).count());
        long usual = usual(report, began, outcomes);
        for (Outage outage : outages) {
            List<Outcome> during = between(outcomes, outage.from(), outage.to());
            report.atMost(
                    outage.name() + ": added p99 ms",
                    addedMillis,
                    (p99(during) - usual) / TimeUnit.MILLISECONDS.toNanos(1));
            report.figure(
                    outage.name() + ": passed",
                    during.stream().filter(Outcome::passed).count() + " of " + during.size());
            long last = between(outcomes, outage.to(), outage.to() + TimeUnit.SECONDS.toNanos(seconds)).stream()
                    .filter(each -> !each.passed())
                    .mapToLong(each -> each.sentNanos() - outage.to())
                    .max()
                    .orElse(0);
            report.atMost(outage.name() + ": ms until all passed again", recoverySeconds * 1000L, last / 1_000_000);
        }
    }

    /** The least p99 of all times at which Redis was there, and had been for a while: the strictest comparison. */
    private long usual(Report report, long began, List<Outcome> outcomes) {
        List<Long> calm = new ArrayList<>();
        long from = began;
        for (Outage outage : outages) {
            calm.add(p99(between(outcomes, from, outage.from())));
            from = outage.to() + TimeUnit.SECONDS.toNanos(Math.min(recoverySeconds, seconds / 2));
        }
        calm.add(p99(between(outcomes, from, from + TimeUnit.SECONDS.toNanos(seconds))));
        report.figure(
                "p99 before, between and after, ms",
                calm.stream().map(each -> each / 1e6).toList());
        return Collections.min(calm);
    }

    /** Whatever of it passed, in the end the ledger has it, and hardly more than the budget. */
    private void scarce(Report report, BigDecimal budget, List<Outcome> outcomes) throws IOException {
        installation.rest(report);
        long passed = outcomes.stream().filter(Outcome::passed).count();
        try (Admin admin = installation.node(0).admin()) {
            Admin.Sum sum = admin.sum("scarce");
            report.same("of the budget: exchanges in the ledger", passed, sum.requests());
            BigDecimal overrun = sum.usd().subtract(budget).max(BigDecimal.ZERO);
            BigDecimal bound = budget.multiply(
                            BigDecimal.valueOf(installation.nodes().size()))
                    .divide(BigDecimal.valueOf(SHARE_OF_A_LEASE));
            report.figure("of the budget: USD", budget);
            report.figure("of the budget: used beyond it, USD", overrun);
            if (overrun.compareTo(bound) > 0) {
                report.fail("of the budget " + overrun + " USD too much were used; a lease a gateway are " + bound);
            }
        }
        Map<Integer, Long> statuses = new TreeMap<>();
        outcomes.forEach(each -> statuses.merge(each.status(), 1L, Long::sum));
        report.figure("of the budget: answers by status", statuses);
    }

    private static List<Outcome> between(List<Outcome> outcomes, long from, long to) {
        return outcomes.stream()
                .filter(each -> each.sentNanos() - from >= 0 && each.sentNanos() - to < 0)
                .toList();
    }

    private static long p99(List<Outcome> outcomes) {
        long[] nanos = outcomes.stream().mapToLong(Outcome::nanos).sorted().toArray();
        return nanos.length == 0 ? 0 : nanos[(int) (nanos.length * AT_MOST)];
    }
}
