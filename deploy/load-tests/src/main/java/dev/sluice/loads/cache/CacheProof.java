package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Admin;
import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Asks new questions and repeats old ones, whole and streamed, of several tenants, with all that requests can say of
 * caches: each answer is what it has to be, a hit byte for byte, and metrics and ledger have just what was counted.
 */
@Command(name = "cache", description = "Hits, misses and what they save are as counted; what a hit costs.")
public final class CacheProof implements Callable<Integer> {

    static final List<String> KEYS = List.of("openai=sk-openai", "anthropic=sk-anthropic", "vectors=sk-vectors");

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
    /** A scrape within a second may be answered from the one before. */
    private static final Duration AGE_OF_SCRAPES = Duration.ofMillis(1100);

    private static final String ENDED = "sluice_http_server_request_duration_seconds_count";

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--requests", defaultValue = "20000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--sets",
            defaultValue = "400",
            description = "Of questions that say nearly the same, four requests each (default: ${DEFAULT-VALUE}).")
    private int sets;

    @Option(names = "--concurrency", defaultValue = "16", description = "Clients (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the mix (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--runs",
            defaultValue = "5",
            description = "By turns, in which the processor's time is taken; 0: none (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--seconds", defaultValue = "3", description = "Of each such run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    private final Tally tally = new Tally();
    private final AtomicLong unsure = new AtomicLong();
    private final AtomicLong resent = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        installation.stage("deploy/load-tests/cache.yaml", KEYS);
        return installation.prove(new Report("cache"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        Scrapes before = scrapes();
        long started = System.nanoTime();
        Workers.Job job = new Workers.Job(concurrency, concurrency, Duration.ofMinutes(30));
        Workers.run(job, () -> new Client(report));
        new Similar(installation, tally, report, sets).prove(concurrency);
        report.figure("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        settle(report, before);
        figures(report);
        report.figure("counters compared", scrapes().compare(before, tally.shown(), report));
        books(report);
        if (runs > 0) {
            HitCost cost = new HitCost(installation, concurrency);
            cost.waiting(report, 50 * concurrency);
            cost.processor(report, runs, Duration.ofSeconds(seconds));
        }
    }

    private Scrapes scrapes() throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            return Scrapes.take(admin);
        }
    }

    /** What a client has got may be counted a moment later, and be in the ledger another. */
    private void settle(Report report, Scrapes before) throws IOException {
        long all = tally.results().values().stream().mapToLong(Long::longValue).sum();
        try (Admin admin = installation.node(0).admin()) {
            if (!Pulse.until(SETTLED_WITHIN, LOOK, () -> admin.scrape().since(before.own(), ENDED, Map.of()) >= all)) {
                report.fail("not all requests are counted as ended");
            }
        }
        Pulse.rest(AGE_OF_SCRAPES);
        installation.rest(report);
        report.same(
                "providers asked",
                tally.paid(),
                tally.settle(installation.provider().ledgerAfter(0)));
    }

    private void figures(Report report) {
        tally.results().forEach((result, count) -> report.figure(result.word(), count));
        report.figure("of them unsure", unsure.get());
        report.same("requests that were sent twice", 0, resent.get());
        report.figure("saved tokens", tally.saved().tokens());
        report.figure("saved usd", tally.saved().usd().toPlainString());
    }

    /** Of each key: all its requests, hits among them, and what the provider billed for the others. */
    private void books(Report report) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            for (Caller caller : Caller.values()) {
                Admin.Sum sum = admin.sum(caller.key());
                Tally.Use use = tally.use(caller);
                report.same("ledger: requests of " + caller.key(), use.requests(), sum.requests());
                report.same("ledger: tokens of " + caller.key(), use.tokens(), sum.tokens());
                report.figure("ledger: usd of " + caller.key(), sum.usd().toPlainString());
                if (use.usd().compareTo(sum.usd()) != 0) {
                    report.fail("ledger: " + caller.key() + " has to have used " + use.usd() + ", not " + sum.usd());
                }
            }
        }
    }

    /** One client, with one connection and one lane. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final Report report;

        Client(Report report) {
            this.report = report;
        }

        @Override
        public void work(int number) throws IOException {
            Mix mix = new Mix(seed, number, concurrency);
            Lane lane = new Lane(tally, report, unsure);
            for (int i = 0; i < requests / concurrency; i++) {
                lane.ask(connection, mix.next(), "cache-" + number + '-' + i);
            }
            resent.addAndGet(connection.resent());
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
