package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How long requests took in several runs of the same kind. One thread at a time. */
final class Latencies {

    private static final double MILLI = 1e6;

    private final List<long[]> runs = new ArrayList<>();

    /** A run; what is 0 was not made. */
    void add(long[] nanos) {
        runs.add(Arrays.stream(nanos).filter(each -> each > 0).sorted().toArray());
    }

    /** Of all runs together. */
    double p99Millis() {
        return quantile(runs.stream().flatMapToLong(Arrays::stream).sorted().toArray(), 0.99);
    }

    /** The middle one of what each run's p99 is to that of the run beside it. */
    double medianRatioTo(Latencies others) {
        double[] ratios = IntStream.range(0, runs.size())
                .mapToDouble(run -> quantile(runs.get(run), 0.99) / quantile(others.runs.get(run), 0.99))
                .sorted()
                .toArray();
        return ratios[ratios.length / 2];
    }

    void show(Report report, String what) {
        long[] all = runs.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        double[] each =
                runs.stream().mapToDouble(run -> quantile(run, 0.99)).sorted().toArray();
        report.figure("requests " + what, all.length);
        report.figure("p50_ms " + what, quantile(all, 0.5));
        report.figure("p99_ms " + what, quantile(all, 0.99));
        report.figure(
                "p99_ms of single runs " + what,
                String.format(
                        "%.3f to %.3f, half of them %.3f to %.3f",
                        each[0], each[each.length - 1], each[each.length / 4], each[each.length * 3 / 4]));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted[(int) (sorted.length * share)] / MILLI;
    }
}
