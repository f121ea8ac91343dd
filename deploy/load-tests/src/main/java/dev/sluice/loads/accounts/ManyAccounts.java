package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Resident;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A hundred thousand client keys of ten thousand tenants: the gateway starts as it did, knows each of them, and does
 * not ask its store about keys, right or wrong.
 */
@Command(name = "accounts", description = "Very many tenants and client keys.")
public final class ManyAccounts implements Callable<Integer> {

    private static final int STARTS = 5;
    private static final int KIB = 1024;
    private static final int MOST_LINES = 100;

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--tenants", defaultValue = "10000", description = "To be made (default: ${DEFAULT-VALUE}).")
    private int tenants;

    @Option(names = "--keys", defaultValue = "100000", description = "To be made (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(names = "--start", defaultValue = "3000", description = "Milliseconds (default: ${DEFAULT-VALUE}).")
    private int startMillis;

    @Option(names = "--requests", defaultValue = "2000", description = "With random keys (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--wrong", defaultValue = "10000", description = "Wrong keys (default: ${DEFAULT-VALUE}).")
    private int wrong;

    @Option(names = "--concurrency", defaultValue = "8", description = "Of all that (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the choice of keys (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        return installation.prove(new Report("accounts"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Node node = installation.node(0);
        starts(report, "without accounts", node);
        String[] values = new String[keys];
        long began = System.nanoTime();
        make(node, tenants, (admin, i) -> admin.make("tenants", "{\"id\":\"tenant-" + i + "\"}"));
        make(node, keys, (admin, i) -> values[i] = makeKey(admin, i));
        report.figure("made in s", Duration.ofNanos(System.nanoTime() - began).toSeconds());
        report.atMost("start with accounts ms", startMillis, starts(report, "with accounts", node));
        askWithRandomKeys(report, node, values);
        askWithWrongKeys(report, node);
    }

    private String makeKey(Admin admin, int number) throws IOException {
        return admin.makeKeyOf("\"id\":\"key-" + number + "\",\"tenant\":\"tenant-" + number % tenants
                + "\",\"limits\":{\"requests_per_minute\":60,\"tokens_per_day\":100000}");
    }

    /** Starts it some times; the median. Memory is that of the last life, before the first request. */
    private long starts(Report report, String name, Node node) throws IOException {
        List<Long> millis = new ArrayList<>();
        List<Long> busy = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            node.stop();
            millis.add(node.start().toMillis());
            busy.add(node.cpu().toMillis());
        }
        report.figure("starts " + name + " ms", List.copyOf(millis));
        report.figure("starts " + name + " CPU ms", busy);
        report.figure("memory " + name + " MiB", Resident.bytes(node.pid()) / KIB / KIB);
        millis.sort(null);
        return millis.get(STARTS / 2);
    }

    /** Makes one of many. */
    private interface Making {
        void make(Admin admin, int number) throws IOException;
    }

    private void make(Node node, int count, Making making) throws Exception {
        Workers.run(new Workers.Job(count, concurrency, Duration.ofMinutes(20)), () -> new Workers.Worker() {

            private final Admin admin = node.admin();

            @Override
            public void work(int number) throws IOException {
                making.make(admin, number);
            }

            @Override
            public void close() throws IOException {
                admin.close();
            }
        });
    }

    private void askWithRandomKeys(Report report, Node node, String[] values) throws Exception {
        int[] answered = new int[requests];
        ask(node, requests, (connection, i) -> {
            String key = values[new SplittableRandom(seed * 1_000_003 + i).nextInt(values.length)];
            answered[i] = connection.exchange(Rate.request(key)).status();
        });
        report.same(
                "requests with random keys that were answered",
                requests,
                Arrays.stream(answered).filter(status -> status == 200).count());
        report.figure("memory after them MiB", Resident.bytes(node.pid()) / KIB / KIB);
    }

    /** Unknown and malformed ones get the same bytes; no store is asked, and the log stays short. */
    private void askWithWrongKeys(Report report, Node node) throws Exception {
        installation.rest(report);
        int lines = node.printed().size();
        Map<String, Long> queries = queries(node);
        String[] bodies = new String[wrong];
        ask(node, wrong, (connection, i) -> {
            String key = i % 2 == 0 ? "sk-sluice-" + "x".repeat(27) + i % 100_000 : "{'or':" + i;
            Answer answer = connection.exchange(Rate.request(key).with("x-request-id", "wrong"));
            bodies[i] = answer.status() + answer.text();
        });
        report.same(
                "answers to wrong keys that are told apart",
                1,
                Arrays.stream(bodies).distinct().count());
        if (!bodies[0].startsWith("401")) {
            report.fail("a wrong key is answered with " + bodies[0]);
        }
        if (!queries(node).equals(queries)) {
            report.fail("the store was asked about wrong keys: before " + queries + ", then " + queries(node));
        }
        report.atMost(
                "lines in the log for wrong keys", MOST_LINES, node.printed().size() - lines);
    }

    /** Asks one of many. */
    private interface Asking {
        void ask(Connection connection, int number) throws IOException;
    }

    private void ask(Node node, int count, Asking asking) throws Exception {
        Workers.run(new Workers.Job(count, concurrency, Duration.ofMinutes(10)), () -> new Workers.Worker() {

            private final Connection connection = node.connection();

            @Override
            public void work(int number) throws IOException {
                asking.ask(connection, number);
            }

            @Override
            public void close() throws IOException {
                connection.close();
            }
        });
    }

    /** By table; what was used is written and given up whether or not anybody asks. */
    private static Map<String, Long> queries(Node node) throws IOException {
        try (Admin admin = node.admin()) {
            Map<String, Long> all = admin.scrape().sums("sluice_store_operation_seconds_count", Map.of(), "table");
            all.remove("usage");
            return all;
        }
    }
}
