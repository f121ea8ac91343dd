package dev.sluice.loads.providers;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.providers.Asks.Ask;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Requests through a pool in which some keys are revoked and some rate limited: every one has to succeed, a revoked key
 * to be out at its first 401, a limited one to come back, the load on the others to be even, and every counter to say
 * what the provider counted itself. The gateway has to be fresh, or its revoked keys are out already.
 */
@Command(
        name = "key-pool",
        description = "Revoked and limited keys cost no request; every count is the provider's own.")
public final class KeyPool implements Callable<Integer> {

    /** The gateway validates invalid keys a second after its start, and not again for an hour. */
    private static final Duration FIRST_VALIDATION = Duration.ofSeconds(3);

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(10);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(20);

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Provider provider = new Provider();

    @Option(names = "--requests", defaultValue = "20000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--concurrency", defaultValue = "32", description = "At once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the mix (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seconds", defaultValue = "1800", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--model", defaultValue = "gpt-4o", description = "What to ask for (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(names = "--group", defaultValue = "pool", description = "Whose keys they are (default: ${DEFAULT-VALUE}).")
    private String group = "";

    @Option(names = "--revoked", defaultValue = "3", description = "Keys that are (default: ${DEFAULT-VALUE}).")
    private int revoked;

    @Option(names = "--limited", defaultValue = "2", description = "Keys that are (default: ${DEFAULT-VALUE}).")
    private int limited;

    @Option(names = "--healthy", defaultValue = "5", description = "Keys that are (default: ${DEFAULT-VALUE}).")
    private int healthy;

    @Option(
            names = "--limit",
            defaultValue = "100",
            description = "Requests of a limited key in a window (default: ${DEFAULT-VALUE}).")
    private int limit;

    private final AtomicLong right = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("key-pool"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        report.figure("concurrency", concurrency);
        Asks asks = Asks.of(Asks.Kind.MIXED, model, seed, provider);
        Pulse.rest(FIRST_VALIDATION);
        Scrape before = gateway.scrapeAll();
        Map<String, KeyCounts> keysBefore = provider.keys();
        report.same("keys_active_before", revoked + limited + healthy, keys(before, "active"));
        long started = System.nanoTime();
        Workers.Job job = new Workers.Job(requests, concurrency, Duration.ofSeconds(seconds));
        report.same("requests", requests, Workers.run(job, () -> new Client(asks, report)));
        report.figure("seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
        report.same("requests_answered_right", requests, right.get());
        Map<String, KeyCounts> keys = KeyCounts.between(keysBefore, provider.keys());
        compare(new Ledger(group, model, requests, keys), before, report);
        new Pool(keys).judge(new Pool.Rule(revoked, limited, healthy, concurrency, limit), report);
        awaitReturn(report);
    }

    /** What a client has got may be counted a moment later. */
    private void compare(Ledger ledger, Scrape before, Report report) throws IOException {
        Pulse.until(SETTLED_WITHIN, Duration.ofMillis(100), () -> ledger.agrees(before, gateway.scrapeAll()));
        Scrape after = gateway.scrapeAll();
        report.same("validations", 0, after.since(before, "gpt_load_key_validation_total", Map.of("group", group)));
        ledger.compare(before, after, report);
    }

    /** In the end the revoked keys are invalid, and all others active. */
    private void awaitReturn(Report report) throws IOException {
        Pulse.until(BACK_WITHIN, Duration.ofMillis(100), () -> keys(gateway.scrapeAll(), "cooling") == 0);
        Scrape after = gateway.scrapeAll();
        report.same("keys_invalid_after", revoked, keys(after, "invalid"));
        report.same("keys_active_after", limited + healthy, keys(after, "active"));
    }

    private long keys(Scrape scrape, String state) {
        return Math.round(scrape.sum("sluice_upstream_keys", Map.of("group", group, "state", state)));
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = gateway.connection();
        private final Asks asks;
        private final Report report;

        Client(Asks asks, Report report) {
            this.asks = asks;
            this.report = report;
        }

        @Override
        public void work(int number) throws IOException {
            Ask ask = asks.ask(number);
            Answer answer = connection.exchange(gateway.authorised(ask.request()));
            if (ask.isAnsweredBy(answer)) {
                right.incrementAndGet();
            } else {
                String text = answer.text();
                report.fail("request " + number + ": status " + answer.status() + ", " + answer.ending() + ", "
                        + text.substring(0, Math.min(200, text.length())));
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
