package dev.sluice.benchmarks;

import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a key costs an attempt that succeeds: taken from a ring that several event loops share, and given back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(2)
public class KeyRingBenchmark {

    @Param({"1", "10", "1000"})
    private int keys = 1;

    @Param
    private KeyRing.Rotation rotation = KeyRing.Rotation.ROUND_ROBIN;

    private KeyRing ring = ring();

    /** Makes the ring. */
    @Setup
    public void setUp() {
        ring = ring();
    }

    /** One attempt; the prompt's prefix is the same each time. */
    @Benchmark
    public ProviderKey attempt() {
        ProviderKey key = Objects.requireNonNull(ring.select(42, List.of()));
        ring.ended(key, KeyRing.Outcome.SUCCESS, -1);
        return key;
    }

    private KeyRing ring() {
        List<ProviderKey> pool = IntStream.range(0, keys)
                .mapToObj(i -> new ProviderKey("key-" + i, new Secret("sk-" + i), 1, KeySource.FILE, 2))
                .toList();
        return new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), (changed, key) -> {})
                .ring("openai", new KeyRing.Settings(rotation, 3), pool);
    }
}
