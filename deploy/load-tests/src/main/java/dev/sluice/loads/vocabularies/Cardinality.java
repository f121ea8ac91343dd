package dev.sluice.loads.vocabularies;

import dev.sluice.loads.accounts.Admin;
import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Asks a gateway that has seen ordinary traffic for what nobody knows, under ever new names: what is shown must not
 * grow by it, and none of the names be in it.
 */
@Command(name = "cardinality", description = "Made-up models, paths and keys add no more than 200 series.")
public final class Cardinality implements Callable<Integer> {

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
    private static final String GOOD_KEY = "sk-ann-app";
    private static final int MOST_ADDED = 200;
    /** What a site has seen before: also keys that are wrong, and models that are mistyped. */
    private static final int ORDINARY = 1000;

    private static final int PATIENCE_MILLIS = 1000;

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--models", defaultValue = "10000", description = "Names of models (default: ${DEFAULT-VALUE}).")
    private int models;

    @Option(names = "--paths", defaultValue = "1000", description = "Paths (default: ${DEFAULT-VALUE}).")
    private int paths;

    @Option(names = "--keys", defaultValue = "1000", description = "Keys (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(names = "--concurrency", defaultValue = "16", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the names (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws Exception {
        installation.stage("deploy/load-tests/vocabularies.yaml", VocabularyProof.KEYS);
        return installation.prove(new Report("cardinality"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Map<String, Scrape> fresh = scrapes();
        Cast cast = new Cast(seed);
        Workers.Job ordinary = new Workers.Job(ORDINARY, concurrency, Duration.ofMinutes(5));
        Workers.run(ordinary, () -> new Client(number -> cast.request(Cast.first() + number)));
        settle(ORDINARY);
        statuses.clear();
        Map<String, Scrape> before = scrapes();
        Hostile hostile = new Hostile(seed);
        int all = models + paths + keys;
        Workers.Job job = new Workers.Job(all, concurrency, Duration.ofMinutes(10));
        report.same("requests", all, Workers.run(job, () -> new Client(number -> request(hostile, number))));
        report.figure("statuses", new TreeMap<>(statuses));
        settle(ORDINARY + all);
        Map<String, Scrape> after = scrapes();
        after.forEach((vocabulary, scrape) -> {
            int earlier = before.getOrDefault(vocabulary, scrape).size();
            report.figure(
                    vocabulary + " fresh",
                    fresh.getOrDefault(vocabulary, scrape).size());
            report.figure(vocabulary + " before", earlier);
            report.atMost(vocabulary + " added", MOST_ADDED, scrape.size() - earlier);
            scrape.names()
                    .forEach(name -> scrape.named(name)
                            .forEach(sample -> sample.labels()
                                    .values()
                                    .forEach(value -> refuse(vocabulary + ' ' + name, value, report))));
        });
    }

    private static void refuse(String what, String value, Report report) {
        if (value.matches("(alpha/)?h[0-9]+.*")) {
            report.fail(what + " shows " + value);
        }
    }

    private Map<String, Scrape> scrapes() throws IOException {
        Map<String, Scrape> scrapes = new LinkedHashMap<>();
        try (Admin admin = installation.node(0).admin()) {
            for (String vocabulary : Families.VOCABULARIES) {
                scrapes.put(vocabulary, admin.scrape("/metrics/" + vocabulary));
            }
            scrapes.put("merged", admin.scrape("/metrics"));
        }
        return scrapes;
    }

    private void settle(int atLeast) throws IOException {
        String requests = "sluice_http_server_request_duration_seconds_count";
        try (Admin admin = installation.node(0).admin()) {
            Pulse.until(
                    SETTLED_WITHIN, Duration.ofMillis(100), () -> admin.scrape().sum(requests, Map.of()) >= atLeast);
        }
    }

    private Request request(Hostile hostile, int number) {
        if (number < models) {
            return hostile.model(number).with("authorization", "Bearer " + GOOD_KEY);
        }
        if (number < models + paths) {
            return hostile.path(number).with("authorization", "Bearer " + GOOD_KEY);
        }
        String body = "{\"model\":\"plain\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return Request.post("/v1/chat/completions", body).with("authorization", "Bearer " + hostile.key(number));
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final IntFunction<Request> asks;

        Client(IntFunction<Request> asks) {
            this.asks = asks;
        }

        @Override
        public void work(int number) throws IOException {
            Answer answer = connection.leave(asks.apply(number), Long.MAX_VALUE, PATIENCE_MILLIS);
            statuses.merge(answer.status(), 1, Integer::sum);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
