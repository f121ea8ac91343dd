package dev.sluice.loads.vocabularies;

import dev.sluice.loads.accounts.Admin;
import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.accounts.Node;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a scrape of a site of 25,000 series costs: the processor's time and the bytes, which are bounded, and what
 * traffic notices of it, which is shown only.
 */
@Command(name = "scrape", description = "What scrapes cost: 150 ms of CPU and 3 MB for 25,000 series.")
public final class ScrapeCost implements Callable<Integer> {

    private static final Duration SPACING = Duration.ofMillis(1100);
    private static final int ENOUGH_SERIES = 25_000;
    private static final long MOST_MILLIS = 150;
    private static final long MOST_BYTES = 3_000_000;

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--providers", defaultValue = "10", description = "Of the site (default: ${DEFAULT-VALUE}).")
    private int providers;

    @Option(names = "--models", defaultValue = "80", description = "Of the site (default: ${DEFAULT-VALUE}).")
    private int models;

    @Option(names = "--tenants", defaultValue = "20", description = "Of the site (default: ${DEFAULT-VALUE}).")
    private int tenants;

    @Option(names = "--scrapes", defaultValue = "20", description = "Of each kind (default: ${DEFAULT-VALUE}).")
    private int scrapes;

    @Option(names = "--warm-up", defaultValue = "40", description = "Scrapes before (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--pairs", defaultValue = "20", description = "Runs with and without (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(names = "--seconds", defaultValue = "3", description = "Of each such run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--rate",
            defaultValue = "1000",
            description = "Requests a second of each such run; 0: one after the other (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--concurrency", defaultValue = "8", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Override
    public Integer call() throws Exception {
        Path file = Files.createTempFile("sluice-site-", ".yaml");
        try {
            Files.writeString(file, new Site(providers, models, tenants).configuration());
            installation.stage(file.toString(), List.of());
            return installation.prove(new Report("scrape"), this::prove);
        } finally {
            Files.delete(file);
        }
    }

    private void prove(Report report) throws Exception {
        Site site = new Site(providers, models, tenants);
        report.same(
                "requests",
                site.requests(),
                Workers.run(job(site.requests()), () -> new Client(site, new long[0], new Pace(0))));
        double idle = cpuMillis(scrapes, () -> {});
        cost(report, "/metrics", "merged", idle);
        for (String vocabulary : Families.VOCABULARIES) {
            cost(report, "/metrics/" + vocabulary, vocabulary, idle);
        }
        latency(report, site);
    }

    private Workers.Job job(int tasks) {
        return new Workers.Job(tasks, concurrency, Duration.ofMinutes(10));
    }

    /** The processor's time of the whole process, less what it takes for nothing in the same time. */
    private void cost(Report report, String path, String name, double idle) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            long series = admin.scrape(path).size();
            long bytes = admin.raw(path, "identity").body().length;
            long zipped = admin.raw(path, "gzip").body().length;
            for (int i = 0; i < warmUp; i++) {
                admin.raw(path, i % 2 == 0 ? "identity" : "gzip");
            }
            int times = name.equals("merged") ? scrapes : Math.max(1, scrapes / 4);
            double millis = cpuMillis(times, () -> admin.raw(path, "identity")) - idle;
            report.figure(name + " series", series);
            report.figure(name + " cpu_ms", millis);
            report.figure(name + " gzip_bytes", zipped);
            if (name.equals("merged")) {
                if (series < ENOUGH_SERIES) {
                    report.fail("only " + series + " series: more models are needed");
                }
                double share = Math.max(1, (double) series / ENOUGH_SERIES);
                report.figure("merged cpu_ms of 25,000", millis / share);
                report.atMost("merged cpu_ms of 25,000, whole", MOST_MILLIS, Math.round(millis / share));
                report.atMost("merged bytes of 25,000", MOST_BYTES, Math.round(bytes / share));
            }
            report.figure(name + " bytes", bytes);
        }
    }

    /** What the gateway's process takes for a task and until the next one. */
    private double cpuMillis(int times, Pulse.Task task) throws IOException {
        Node node = installation.node(0);
        Duration before = node.cpu();
        for (int i = 0; i < times; i++) {
            // A scrape within a second may be answered from the one before.
            Pulse.rest(SPACING);
            task.run();
        }
        return node.cpu().minus(before).toNanos() / 1e6 / times;
    }

    /** Runs with and without a scrape each second, by turns; which of both comes first changes, too. */
    private void latency(Report report, Site site) throws Exception {
        LatencyRuns without = new LatencyRuns();
        LatencyRuns with = new LatencyRuns();
        run(site, new LatencyRuns(), false);
        run(site, new LatencyRuns(), true);
        for (int i = 0; i < pairs; i++) {
            boolean scrapedFirst = i % 2 == 1;
            run(site, scrapedFirst ? with : without, scrapedFirst);
            run(site, scrapedFirst ? without : with, !scrapedFirst);
        }
        without.show(report, "without scrapes");
        with.show(report, "with a scrape each second");
        report.figure("p99 with to p99 without", with.p99Millis() / without.p99Millis());
        report.figure("median of pairs' p99, with to without", with.medianRatioTo(without));
    }

    private void run(Site site, LatencyRuns to, boolean scraped) throws Exception {
        ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
        long[] nanos = new long[1_000_000];
        try (Admin admin = installation.node(0).admin()) {
            if (scraped) {
                scraper.scheduleAtFixedRate(() -> look(admin), 0, 1, TimeUnit.SECONDS);
            }
            Pace pace = new Pace(rate);
            Workers.Job job = new Workers.Job(nanos.length, concurrency, Duration.ofSeconds(seconds));
            Workers.run(job, () -> new Client(site, nanos, pace));
        } finally {
            scraper.shutdown();
            scraper.awaitTermination(30, TimeUnit.SECONDS);
        }
        to.add(nanos);
    }

    private static void look(Admin admin) {
        try {
            admin.raw("/metrics", "gzip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final Site site;
        private final long[] nanos;
        private final Pace pace;

        Client(Site site, long[] nanos, Pace pace) {
            this.site = site;
            this.nanos = nanos;
            this.pace = pace;
        }

        @Override
        public void work(int number) throws IOException {
            // What it waits for its turn because of others before counts: they are late, and so is it.
            long began = pace.await(number);
            Answer answer = connection.exchange(site.request(number));
            if (answer.status() != 200) {
                throw new IOException(answer.status() + ": " + answer.text());
            }
            if (number < nanos.length) {
                nanos[number] = System.nanoTime() - began;
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
