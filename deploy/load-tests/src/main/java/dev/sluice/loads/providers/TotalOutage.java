package dev.sluice.loads.providers;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Errors;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requests while no provider is left: each has to be answered with a proper error, and all together must not cause more
 * attempts than the retry budget allows.
 */
final class TotalOutage {

    private static final Set<Integer> STATUSES = Set.of(502, 503, 504);
    private static final double RETRIES_A_REQUEST = 0.2;
    private static final long FREE_RETRIES_A_MINUTE = 10;

    private final Gateway gateway;
    private final Workers.Job job;
    private final Report report;
    private final Map<Integer, Long> statuses = new TreeMap<>();

    TotalOutage(Gateway gateway, Workers.Job job, Report report) {
        this.gateway = gateway;
        this.job = job;
        this.report = report;
    }

    /** Asks for a model of these providers, all of which are dead; gives back how many attempts that caused. */
    long prove(String model, List<String> providers) throws Exception {
        Request request = gateway.authorised(Request.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"anybody?\"}]}"));
        Scrape before = gateway.scrape();
        long started = System.nanoTime();
        int done = Workers.run(job, () -> new Client(request));
        long minutes = Duration.ofNanos(System.nanoTime() - started).toMinutes() + 1;
        Scrape after = gateway.scrape();
        report.same(model + ": requests while all are dead", job.tasks(), done);
        report.figure(model + ": their answers by status", new TreeMap<>(statuses));
        long attempts = 0;
        long retries = 0;
        for (String provider : providers) {
            attempts += Outage.attempts(before, after, provider);
            retries += after.since(before, "sluice_retries_total", Map.of("provider", provider));
        }
        report.figure(model + ": retries", retries);
        report.atMost(model + ": attempts", most(done, providers.size(), minutes), attempts);
        return attempts;
    }

    /** Each target once, and so many retries at each. */
    static long most(long requests, int targets, long minutes) {
        return (long) (requests * targets * (1 + RETRIES_A_REQUEST)) + FREE_RETRIES_A_MINUTE * targets * minutes;
    }

    private void judge(int number, Answer answer) {
        synchronized (statuses) {
            statuses.merge(answer.status(), 1L, Long::sum);
        }
        if (!STATUSES.contains(answer.status()) || !Errors.isHonest(answer)) {
            report.fail("request " + number + " while all are dead: " + answer.status() + ", " + answer.ending() + ", "
                    + answer.text());
        }
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = gateway.connection();
        private final Request request;

        Client(Request request) {
            this.request = request;
        }

        @Override
        public void work(int number) throws IOException {
            judge(number, connection.exchange(request));
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
