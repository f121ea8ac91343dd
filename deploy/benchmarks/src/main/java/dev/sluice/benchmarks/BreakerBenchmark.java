package dev.sluice.benchmarks;

import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.resilience.Health;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What breaker and health cost an attempt, shared by several event loops. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(2)
public class BreakerBenchmark {

    private final Breaker closed = breaker();
    private final Breaker open = openBreaker();
    private final Health health = new Health(
            new ResilienceSettings.Health(TimeUnit.MINUTES.toNanos(5), TimeUnit.SECONDS.toNanos(30), 0), Ticker.SYSTEM);

    /** An attempt that succeeds. */
    @Benchmark
    public void attempt() {
        closed.succeeded(closed.tryAcquire());
    }

    /** An attempt that is refused. */
    @Benchmark
    public long refused() {
        return open.tryAcquire();
    }

    /** What is recorded of a success. */
    @Benchmark
    public void recordHealth() {
        health.succeeded(300_000_000L);
    }

    /** What routing looks at. */
    @Benchmark
    public double readHealth() {
        return health.reading().score();
    }

    private static Breaker breaker() {
        return new Breaker(new ResilienceSettings.Breaker(5, 0, 0, 0, TimeUnit.HOURS.toNanos(1), 1), (from, to) -> {});
    }

    private static Breaker openBreaker() {
        Breaker breaker = breaker();
        for (int i = 0; i < 5; i++) {
            breaker.failed(breaker.tryAcquire());
        }
        return breaker;
    }
}
