package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Latencies;
import dev.sluice.loads.run.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How long requests took in several runs of the same kind. One thread at a time. */
final class LatencyRuns {

    private final List<long[]> runs = new ArrayList<>();

    /** A run; what is 0 was not made. */
    void add(long[] nanos) {
        runs.add(Arrays.stream(nanos).filter(each -> each > 0).toArray());
    }

    /** Of all runs together. */
    double p99Millis() {
        return together().millis(0.99);
    }

    /** The middle one of what each run's p99 is to that of the run beside it. */
    double medianRatioTo(LatencyRuns others) {
        double[] ratios = IntStream.range(0, runs.size())
                .mapToDouble(run -> p99(runs.get(run)) / p99(others.runs.get(run)))
                .sorted()
                .toArray();
        return ratios[ratios.length / 2];
    }

    void show(Report report, String what) {
        Latencies all = together();
        double[] each = runs.stream().mapToDouble(LatencyRuns::p99).sorted().toArray();
        report.figure("requests " + what, all.count());
        report.figure("p50_ms " + what, all.millis(0.5));
        report.figure("p99_ms " + what, all.millis(0.99));
        report.figure(
                "p99_ms of single runs " + what,
                String.format(
                        "%.3f to %.3f, half of them %.3f to %.3f",
                        each[0], each[each.length - 1], each[each.length / 4], each[each.length * 3 / 4]));
    }

    private Latencies together() {
        return Latencies.of(runs.stream().flatMapToLong(Arrays::stream));
    }

    private static double p99(long[] run) {
        return Latencies.of(Arrays.stream(run)).millis(0.99);
    }
}
