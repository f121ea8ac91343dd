package dev.sluice.loads.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** Times that something took, to be asked for quantiles. Immutable. */
public final class Latencies {

    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    /** @throws IllegalArgumentException where nothing was measured */
    public static Latencies of(LongStream nanos) {
        long[] sorted = nanos.toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /** By nearest rank, in milliseconds. */
    public double millis(double quantile) {
        int rank = (int) Math.ceil(quantile * sorted.length);
        return sorted[Math.max(1, Math.min(sorted.length, rank)) - 1] / 1e6;
    }

    /** What a report shows of them. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("requests", count());
        figures.put("p50_ms", rounded(millis(.5)));
        figures.put("p95_ms", rounded(millis(.95)));
        figures.put("p99_ms", rounded(millis(.99)));
        figures.put("max_ms", rounded(millis(1)));
        return figures;
    }

    /** To hundredths, as reports have it. */
    public static double rounded(double figure) {
        return Math.round(figure * 100) / 100.0;
    }
}
