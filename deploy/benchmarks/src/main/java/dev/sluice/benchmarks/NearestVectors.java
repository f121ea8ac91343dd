package dev.sluice.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Compares ways to find the nearest vector of a partition: what a look takes, how often it finds what there is, what
 * adding one costs, and memory. A program of its own, not JMH's, because the slow tail and the building count here.
 * Arguments: how many vectors, once or more.
 */
public final class NearestVectors {

    private static final double THRESHOLD = 0.95;
    private static final int WARM_UP = 2;

    /** What others do on the machine does not count here. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private NearestVectors() {}

    public static void main(String[] sizes) {
        System.out.print("| vectors | index | look p50 | look p99 | CPU of a look p99 | recall | CPU of adding one"
                + " | memory each |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        for (String size : sizes.length == 0 ? new String[] {"1000", "10000", "100000"} : sizes) {
            Vectors vectors = Vectors.of(Integer.parseInt(size));
            measure("plain scan", vectors, () -> new PlainScan(vectors));
            measure("semantic cache", vectors, () -> new CacheIndex(vectors, THRESHOLD));
            measure("jvector", vectors, () -> new GraphIndex(vectors));
        }
    }

    private static void measure(String name, Vectors vectors, Supplier<VectorIndex> made) {
        long before = usedBytes();
        long began = THREADS.getCurrentThreadCpuTime();
        VectorIndex index = made.get();
        double addMicros = (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / vectors.size();
        double bytes = (double) (usedBytes() - before) / vectors.size();
        // A plain scan of many takes long: fewer looks tell as much.
        int looks = name.equals("plain scan") && vectors.size() > 50_000 ? 200 : vectors.questions();
        long[] nanos = new long[looks];
        long[] cpu = new long[looks];
        int wanted = 0;
        int found = 0;
        for (int round = 0; round <= WARM_UP; round++) {
            wanted = 0;
            found = 0;
            for (int i = 0; i < looks; i++) {
                long cpuBefore = THREADS.getCurrentThreadCpuTime();
                long start = System.nanoTime();
                int nearest = index.nearest(vectors.question(i));
                nanos[i] = System.nanoTime() - start;
                cpu[i] = THREADS.getCurrentThreadCpuTime() - cpuBefore;
                if (vectors.similarity(i) >= THRESHOLD) {
                    wanted++;
                    found += nearest == vectors.nearest(i) ? 1 : 0;
                }
            }
        }
        Arrays.sort(nanos);
        Arrays.sort(cpu);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %.0f µs | %.0f µs | %.0f µs | %.3f | %.1f µs | %,.0f bytes |%n",
                vectors.size(),
                name,
                nanos[looks / 2] / 1e3,
                nanos[looks * 99 / 100] / 1e3,
                cpu[looks * 99 / 100] / 1e3,
                (double) found / wanted,
                addMicros,
                bytes);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
