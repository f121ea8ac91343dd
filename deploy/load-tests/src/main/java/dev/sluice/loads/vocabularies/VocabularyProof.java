package dev.sluice.loads.vocabularies;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends mixed requests of which it is known what they come to, and holds every counter and histogram of every
 * vocabulary against that: against what the clients have seen and the provider has billed, narrowed and merged.
 */
@Command(name = "vocabularies", description = "Every family of every vocabulary shows what happened.")
public final class VocabularyProof implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration FIRST_ROUND = Duration.ofSeconds(3);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
    private static final int SILENCE_MILLIS = 1500;
    private static final String MERGED = "merged";
    /** The provider's key for what the semantic cache asks. */
    private static final String VECTORS = "vectors-1";

    static final List<String> KEYS = List.of(
            "alpha-1=sk-alpha-1",
            "alpha-2=sk-alpha-2",
            "beta-1=sk-beta-1",
            "gamma-1=sk-gamma-1",
            "delta-1=sk-delta-1",
            "ring-1=sk-ring-1:revoked",
            "ring-2=sk-ring-2",
            "fuse-1=sk-fuse-1",
            "cool-1=sk-cool-1",
            "lazy-1=sk-lazy-1",
            VECTORS + "=sk-vectors-1");

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--requests", defaultValue = "100000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--concurrency", defaultValue = "32", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the mix (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seconds", defaultValue = "3600", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--brief", description = "Whether only what is wrong of the table is printed.")
    private boolean brief;

    @Option(names = "--scrapes", description = "A folder that the last scrapes are written to.")
    private @Nullable Path folder;

    private final Facts facts = new Facts();

    @Override
    public Integer call() throws Exception {
        installation.stage("deploy/load-tests/vocabularies.yaml", KEYS);
        return installation.prove(new Report("vocabularies"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        awaitFirstRound();
        makeAccounts();
        Map<String, Scrape> before = scrapes();
        long started = System.nanoTime();
        AtomicReferenceArray<@Nullable Exchanged> seen = new AtomicReferenceArray<>(requests);
        Cast cast = new Cast(seed);
        for (int number = 0; number < Cast.first(); number++) {
            int only = number;
            Workers.run(job(1), () -> new Client(cast, seen, only));
            settle(report, 0);
        }
        awaitKept(report);
        Workers.Job job = job(requests - Cast.first());
        report.same("requests", job.tasks(), Workers.run(job, () -> new Client(cast, seen, Cast.first())));
        report.figure("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        validate();
        settle(report, requests);
        Map<String, Scrape> after = scrapes();
        if (folder != null) {
            write(folder);
        }
        reckon(cast, seen, report);
        compare(before, after, report);
    }

    /** A gateway's first round of validations begins a second after its start: then there is no invalid key yet. */
    private static void awaitFirstRound() throws IOException {
        long began = System.nanoTime();
        Pulse.until(SETTLED_WITHIN, LOOK, () -> System.nanoTime() - began >= FIRST_ROUND.toNanos());
    }

    /** A moment after its answer a question can be found by what it says. */
    private void awaitKept(Report report) throws IOException {
        Map<String, String> semantic = Map.of("cache", "semantic");
        try (Admin admin = installation.node(0).admin()) {
            if (!Pulse.until(
                    SETTLED_WITHIN,
                    LOOK,
                    () -> admin.scrape().sum("sluice_cache_entries", semantic) >= Cast.similar())) {
                report.fail("not all that was asked first is kept");
            }
        }
    }

    private Workers.Job job(int tasks) {
        return new Workers.Job(tasks, Math.min(tasks, concurrency), Duration.ofSeconds(seconds));
    }

    private void makeAccounts() throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            admin.credit("bob", BigDecimal.valueOf(10_000));
            String ends = Clock.systemUTC().instant().plus(Duration.ofDays(14)).toString();
            admin.make(
                    "trials",
                    "{\"user\":\"carol\",\"ends\":\"" + ends
                            + "\",\"tokens\":1000000000,\"requests\":10000000,\"usd\":10000}");
            admin.make("subscriptions", "{\"user\":\"ann\",\"plan\":\"dev\",\"interval\":\"month\"}");
        }
    }

    /** One key that is revoked, and one that is not. */
    private void validate() throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            admin.make("providers/ring/keys/validate", "{}");
            Pulse.until(SETTLED_WITHIN, LOOK, () -> admin.scrape().sum("sluice_key_validations_total", Map.of()) >= 2);
        }
        facts.add(Fact.VALIDATION, Facts.labels("group", "ring", "result", "invalid"));
        facts.add(Fact.VALIDATION, Facts.labels("group", "ring", "result", "valid"));
        facts.add(Fact.CONNECTED, Facts.labels("provider", "ring"), 2, 2);
        facts.add(Fact.BREAKER, Facts.labels("provider", "fuse", "state", "open"));
    }

    /** Each vocabulary by itself, and all of them. */
    private Map<String, Scrape> scrapes() throws IOException {
        Map<String, Scrape> scrapes = new LinkedHashMap<>();
        try (Admin admin = installation.node(0).admin()) {
            for (String vocabulary : Families.VOCABULARIES) {
                scrapes.put(vocabulary, admin.scrape("/metrics/" + vocabulary));
            }
            scrapes.put(MERGED, admin.scrape("/metrics"));
        }
        return scrapes;
    }

    private void write(Path to) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            for (String vocabulary : Families.VOCABULARIES) {
                String text = admin.raw("/metrics/" + vocabulary, "identity").text();
                Files.writeString(to.resolve(vocabulary + ".txt"), text);
            }
            String text = admin.raw("/metrics", "identity").text();
            Files.writeString(to.resolve(MERGED + ".txt"), text);
        }
    }

    /** What a client has got may be counted a moment later, and be in the ledger another. */
    private void settle(Report report, int atLeast) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            Pulse.until(SETTLED_WITHIN, LOOK, () -> {
                Scrape now = admin.scrape();
                return installation.provider().inFlight() == 0
                        && now.sum("sluice_http_server_active_requests", Map.of()) == 0
                        && now.sum("sluice_http_server_request_duration_seconds_count", Map.of()) >= atLeast;
            });
        }
        installation.rest(report);
    }

    private void reckon(Cast cast, AtomicReferenceArray<@Nullable Exchanged> seen, Report report) throws IOException {
        Map<String, List<Billing>> billed = new HashMap<>();
        for (JsonNode line : installation.provider().ledgerAfter(0)) {
            if (line.path("key").asText().equals(VECTORS)) {
                facts.add(Fact.CONNECTED, Facts.labels("provider", "vectors"));
            }
            billed.computeIfAbsent(line.path("id").asText(), absent -> new ArrayList<>())
                    .add(Billing.of(line));
        }
        Reckoning reckoning = new Reckoning(facts, report);
        Map<String, Integer> scenarios = new TreeMap<>();
        for (int number = 0; number < requests; number++) {
            Exchanged exchanged = seen.get(number);
            if (exchanged == null) {
                report.fail("request " + number + " was not made");
                continue;
            }
            Scenario scenario = cast.scenario(number);
            scenarios.merge(scenario.name(), 1, Integer::sum);
            String id = cast.id(number);
            reckoning.enter(id, scenario, cast.caller(number), exchanged, billed.getOrDefault(id, List.of()));
        }
        report.figure("scenarios", scenarios);
    }

    private void compare(Map<String, Scrape> before, Map<String, Scrape> after, Report report) throws IOException {
        Scrape own = scrapeOf(after, "sluice");
        for (Scenario untold : Cast.untold()) {
            Money.enterUntold(facts, untold, scrapeOf(before, "sluice"), own);
        }
        Comparison comparison = new Comparison(Families.read(), facts, report);
        for (String vocabulary : Families.VOCABULARIES) {
            comparison.narrowed(vocabulary, scrapeOf(before, vocabulary), scrapeOf(after, vocabulary));
        }
        comparison.merged(scrapeOf(before, MERGED), scrapeOf(after, MERGED));
        System.out.print(brief ? comparison.faults() : comparison.table());
        report.figure("compared", comparison.compared());
        Identities.hold(facts, scrapeOf(before, MERGED), scrapeOf(after, MERGED), report);
        Identities.rest(facts, scrapeOf(after, MERGED), report);
    }

    private static Scrape scrapeOf(Map<String, Scrape> scrapes, String vocabulary) {
        Scrape scrape = scrapes.get(vocabulary);
        if (scrape == null) {
            throw new IllegalArgumentException(vocabulary);
        }
        return scrape;
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final Cast cast;
        private final AtomicReferenceArray<@Nullable Exchanged> seen;
        private final int first;

        Client(Cast cast, AtomicReferenceArray<@Nullable Exchanged> seen, int first) {
            this.cast = cast;
            this.seen = seen;
            this.first = first;
        }

        @Override
        public void work(int task) throws IOException {
            int number = first + task;
            Scenario scenario = cast.scenario(number);
            Request request = cast.request(number);
            Answer answer = scenario.leaves()
                    ? connection.leave(request, Long.MAX_VALUE, SILENCE_MILLIS)
                    : connection.exchange(request);
            seen.set(number, Exchanged.of(request.body().length, answer));
            if (number % 10_000 == 9_999) {
                System.err.println((number + 1) + " requests");
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
