package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Clients, each with a key of its own, that use up what they may and come again when they were told: a tenth of a
 * second earlier they are refused, and then they pass.
 */
final class Comebacks {

    private static final long OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_ASKED = 10_000;

    /** What became of a client. */
    private enum Fate {
        RIGHT,
        /** It passed before its time: it was told to wait for too long. */
        TOLD_TOO_LONG,
        /** It was refused when its time had come. */
        TOLD_TOO_SHORT,
        /** This machine was so busy that its requests were late themselves. */
        UNSURE
    }

    private final List<Future<Fate>> clients = new ArrayList<>();
    private final ExecutorService threads;

    /** Each second one has a limit by the second, the others by the minute. */
    Comebacks(Installation installation, int count) throws IOException {
        threads = Executors.newFixedThreadPool(count);
        try (Admin admin = installation.node(0).admin()) {
            for (int i = 0; i < count; i++) {
                String limit = i % 2 == 0 ? "{\"requests_per_second\":5}" : "{\"requests_per_minute\":20}";
                String key = admin.makeKey("comeback-" + i, limit);
                Node node = installation.node(i);
                long start = i;
                clients.add(threads.submit(() -> comeBack(node, key, start)));
            }
        }
    }

    void judge(Report report) throws InterruptedException, ExecutionException, TimeoutException {
        List<Fate> fates = new ArrayList<>();
        for (Future<Fate> client : clients) {
            fates.add(client.get(3, TimeUnit.MINUTES));
        }
        threads.shutdownNow();
        report.figure("clients that came again when they were told", fates.size());
        for (Fate fate : Fate.values()) {
            long count = fates.stream().filter(each -> each == fate).count();
            report.figure("of them " + fate.name().toLowerCase(Locale.ROOT).replace('_', ' '), count);
            if (count > 0 && (fate == Fate.TOLD_TOO_LONG || fate == Fate.TOLD_TOO_SHORT)) {
                report.fail(count + " clients: " + fate);
            }
        }
        if (fates.stream().noneMatch(fate -> fate == Fate.RIGHT)) {
            report.fail("not one client came again in time");
        }
    }

    private static Fate comeBack(Node node, String key, long start) throws IOException {
        try (Connection connection = node.connection()) {
            Pulse.rest(Duration.ofMillis(37 * start));
            long began = 0;
            Answer answer = null;
            for (int i = 0; i < MOST_ASKED && (answer == null || answer.status() == 200); i++) {
                began = System.nanoTime();
                answer = connection.exchange(Rate.request(key));
            }
            if (answer == null || answer.status() != 429) {
                throw new IOException("a limit refuses nobody");
            }
            long told = TimeUnit.MILLISECONDS.toNanos(
                    Long.parseLong(answer.head().field("retry-after-ms").orElse("0")));
            return judge(connection, key, new Told(began, System.nanoTime(), told));
        }
    }

    /** When a refused request was sent, when its answer was there, and how long that says to wait. */
    private record Told(long sent, long answered, long waitNanos) {}

    private static Fate judge(Connection connection, String key, Told told) throws IOException {
        if (told.answered() - told.sent() > OFF_NANOS / 2) {
            return Fate.UNSURE;
        }
        if (told.waitNanos() > OFF_NANOS) {
            long early = told.sent() + told.waitNanos() - OFF_NANOS;
            rest(early);
            int status = connection.exchange(Rate.request(key)).status();
            if (System.nanoTime() - early > OFF_NANOS / 2) {
                return Fate.UNSURE;
            }
            if (status == 200) {
                return Fate.TOLD_TOO_LONG;
            }
        }
        rest(told.answered() + told.waitNanos());
        return connection.exchange(Rate.request(key)).status() == 200 ? Fate.RIGHT : Fate.TOLD_TOO_SHORT;
    }

    private static void rest(long until) {
        Pulse.rest(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }
}
