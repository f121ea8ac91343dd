package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Latencies;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What hits cost the gateway's processor, beside answers that it makes of nothing, in short runs by turns; and how long
 * clients wait for hits, beside misses at a provider that takes its time.
 */
final class HitCost {

    private static final String DELAY = "200ms";
    private static final int FIRST_NEW = 1_000_000;

    private final Installation installation;
    private final int concurrency;

    HitCost(Installation installation, int concurrency) {
        this.installation = installation;
        this.concurrency = concurrency;
    }

    /** Makes the request with this number. */
    private interface Numbered {
        Request request(int number);
    }

    /** The processor's time an answer, of each kind the median of several runs. */
    void processor(Report report, int runs, Duration each) throws Exception {
        String credential = Caller.ACME_APP.credential();
        Request models = Request.get("/v1/models").with("authorization", credential);
        Map<String, Request> kinds = new LinkedHashMap<>();
        kinds.put("hit", new Ask(Caller.ACME_APP, Kind.CHAT, FIRST_NEW - 1, Wish.NOTHING).request("hit"));
        kinds.put(
                "hit of a stream",
                new Ask(Caller.ACME_APP, Kind.CHAT_STREAM, FIRST_NEW - 1, Wish.NOTHING).request("hit"));
        kinds.put("/v1/models", models);
        kinds.put("/healthz", Request.get("/healthz"));
        Turns turns = new Turns(installation.node(0), concurrency, each);
        turns.run(kinds, 1, runs);
        kinds.keySet().forEach(kind -> report.figure("cpu_us of " + kind, turns.micros(kind)));
        for (String hit : List.of("hit", "hit of a stream")) {
            for (String plain : List.of("/v1/models", "/healthz")) {
                report.figure("cpu of a " + hit + " to " + plain, turns.ratio(hit, plain));
            }
        }
    }

    /** How long clients wait, when each question is asked once, and then again. */
    void waiting(Report report, int questions) throws Exception {
        Numbered slow = number -> new Ask(Caller.GLOBEX, Kind.CHAT, FIRST_NEW + number % questions, Wish.NOTHING)
                .request("waits")
                .with("x-sim-delay", DELAY);
        long[] misses = new long[questions];
        run(questions, Duration.ofMinutes(5), new Stopwatch(slow, misses));
        long[] hits = new long[questions * 10];
        run(hits.length, Duration.ofMinutes(5), new Stopwatch(slow, hits));
        report.figure("provider takes", DELAY);
        show(report, "misses", misses);
        show(report, "hits", hits);
    }

    private static void show(Report report, String what, long[] nanos) {
        Latencies latencies = Latencies.of(Arrays.stream(nanos));
        report.figure("p50_ms of " + what, Latencies.rounded(latencies.millis(0.50)));
        report.figure("p99_ms of " + what, Latencies.rounded(latencies.millis(0.99)));
    }

    private void run(int tasks, Duration atMost, Stopwatch stopwatch) throws Exception {
        Workers.run(new Workers.Job(tasks, concurrency, atMost), () -> new Client(stopwatch));
    }

    /** What is asked, and how long each answer took; 0: it was not asked. */
    private record Stopwatch(Numbered asked, long[] nanos) {}

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final Stopwatch stopwatch;

        Client(Stopwatch stopwatch) {
            this.stopwatch = stopwatch;
        }

        @Override
        public void work(int number) throws IOException {
            long began = System.nanoTime();
            Answer answer = connection.exchange(stopwatch.asked().request(number));
            if (answer.status() != 200 || !answer.complete()) {
                throw new IOException(answer.status() + ": " + answer.text());
            }
            stopwatch.nanos()[number] = Math.max(1, System.nanoTime() - began);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
