package dev.sluice.benchmarks;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many entries a second the ledger takes: batches as the journal folds them, of users and keys that are many, into
 * a file on this machine's disk that grows all the while.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 5, time = 4)
@Fork(1)
@Threads(1)
public class FoldBenchmark {

    private static final int BATCH = 4096;

    @Param({"100", "10000"})
    private int users = 100;

    private final SplittableRandom random = new SplittableRandom(42);
    private Store store = new MemoryStore();
    private Path folder = Path.of("");
    private long ended = 1_790_000_000_000L;

    /** Makes an empty store. */
    @Setup
    public void setUp() throws IOException {
        folder = Files.createTempDirectory(Path.of("."), "fold-benchmark");
        store = SqliteStore.open(folder.resolve("sluice.db"), Synchronous.NORMAL, Ticker.SYSTEM);
    }

    /** One batch, in one transaction. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int fold() {
        return fold(count -> entry());
    }

    /** The same of answers that came from a cache: they cost nothing, and forty end in the same millisecond. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int foldCached() {
        return fold(count -> cached(count, "key"));
    }

    /** The same where each of the forty is another one's. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int foldCachedOfMany() {
        return fold(count -> cached(count, "key-" + random.nextInt(users)));
    }

    private int fold(IntFunction<Entry> made) {
        List<Entry> batch = new ArrayList<>(BATCH);
        for (int count = 0; count < BATCH; count++) {
            batch.add(made.apply(count));
        }
        store.ledger().fold(batch);
        return batch.size();
    }

    private Entry cached(int count, String key) {
        ended += count % 40 == 0 ? 1 : 0;
        return new Entry(
                random.nextLong(),
                random.nextLong(),
                ended,
                "tenant",
                null,
                key,
                null,
                "gpt-4o-mini",
                "openai",
                200,
                Usage.NONE,
                false,
                0,
                "",
                false,
                false,
                List.of());
    }

    private Entry entry() {
        int user = random.nextInt(users);
        ended += random.nextInt(2);
        return new Entry(
                random.nextLong(),
                random.nextLong(),
                ended,
                "tenant-" + user % 100,
                "user-" + user,
                "key-" + user,
                "role",
                "gpt-4o-mini",
                "openai",
                200,
                Usage.tokens(1_200, 340),
                false,
                random.nextLong(1_000_000_000),
                "2026-11-25",
                true,
                false,
                List.of());
    }

    /** Leaves no files. */
    @TearDown
    public void tearDown() throws IOException {
        store.close();
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
