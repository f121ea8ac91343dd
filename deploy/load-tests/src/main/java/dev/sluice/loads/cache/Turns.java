package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Node;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Latencies;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What answers of several kinds cost a gateway's processor, beside each other: each kind in short runs, by turns, over
 * as many kept connections. Whatever the machine does meanwhile, it does to all kinds.
 */
final class Turns {

    private final Node node;
    private final int concurrency;
    private final Duration each;
    private final Map<String, List<Double>> micros = new LinkedHashMap<>();

    /** @param each how long a run is */
    Turns(Node node, int concurrency, Duration each) {
        this.node = node;
        this.concurrency = concurrency;
        this.each = each;
    }

    /** Runs all kinds by turns, so many times, before which there are others that only warm up. */
    void run(Map<String, Request> kinds, int warmUp, int rounds) throws Exception {
        for (int round = -warmUp; round < rounds; round++) {
            for (Map.Entry<String, Request> kind : kinds.entrySet()) {
                double cost = micros(kind.getValue());
                if (round >= 0) {
                    micros.computeIfAbsent(kind.getKey(), absent -> new ArrayList<>())
                            .add(cost);
                }
            }
        }
    }

    /** User and system time of all of the gateway's threads, in microseconds an answer: the median of the runs. */
    double micros(String kind) {
        return Latencies.rounded(median(micros.getOrDefault(kind, List.of())));
    }

    /** How many times what another kind costs: the median of the rounds. */
    double ratio(String kind, String other) {
        List<Double> costs = micros.getOrDefault(kind, List.of());
        List<Double> others = micros.getOrDefault(other, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < costs.size(); i++) {
            ratios.add(costs.get(i) / others.get(i));
        }
        return Latencies.rounded(median(ratios));
    }

    private double micros(Request request) throws Exception {
        Duration before = node.cpu();
        AtomicLong answered = new AtomicLong();
        Workers.Job job = new Workers.Job(Integer.MAX_VALUE, concurrency, each);
        Workers.run(job, () -> new Client(node.connection(), request, answered));
        return node.cpu().minus(before).toNanos() / 1e3 / answered.get();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    /** One client, with one connection. */
    private record Client(Connection connection, Request request, AtomicLong answered) implements Workers.Worker {

        @Override
        public void work(int number) throws IOException {
            Answer answer = connection.exchange(request);
            if (answer.status() != 200 || !answer.complete()) {
                throw new IOException(answer.status() + ": " + answer.text());
            }
            answered.incrementAndGet();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
