package dev.sluice.benchmarks;

import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Metrics;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the metrics cost: for a whole request with its attempt, and for a read of a stream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordPathBenchmark {

    private final Identities identities = Identities.bounded(200);
    private final int provider = identities.providers().number("openai");
    private final int model = identities.models().number("gpt-4o");
    private final int other = identities.models().number("gpt-4o-mini");
    private final int key = identities.keys().number("team-a");
    private final Metrics metrics = new Metrics(identities, 1);
    private final LoopListener loop = metrics.onLoop(0);
    private final AttemptRecord attempt = new AttemptRecord(provider, model, key, 200, 1_290_000_000L, null, null);
    private final ExchangeRecord stream = new ExchangeRecord(
            new ExchangeRecord.Request(
                    "0123456789abcdef0123456789abcdef",
                    "0123456789abcdef0123456789abcdef",
                    Method.POST,
                    Endpoint.CHAT_COMPLETIONS,
                    "127.0.0.1",
                    "load-tests",
                    true,
                    false,
                    null,
                    null),
            new ExchangeRecord.Route(provider, model, provider, 1),
            new ExchangeRecord.Result(200, null),
            new ExchangeRecord.Timing(
                    0,
                    1_300_000_000L,
                    1_290_000_000L,
                    50_000,
                    300_000_000L,
                    290_000_000L,
                    1_000_000_000L,
                    11,
                    -1,
                    -1,
                    0),
            new ExchangeRecord.Sizes(400, 5_000),
            Usage.builder()
                    .input(7)
                    .output(11)
                    .cachedInput(3)
                    .cacheWrite(2)
                    .reasoning(5)
                    .cacheWriteHour(1)
                    .build(),
            new Cost(177_500_000, Cost.Basis.PRICED, "0123456789ab"),
            null);

    /** All that is recorded of one streamed request but for its reads. */
    @Benchmark
    public void request() {
        loop.requestStarted(Endpoint.CHAT_COMPLETIONS);
        loop.routed(StrategyKind.PRIORITY);
        loop.acquired(provider, 50_000);
        loop.attemptEnded(attempt);
        loop.requestEnded(stream);
    }

    /** What a request adds that another provider had to answer, for another model than the one asked for. */
    @Benchmark
    public void detour() {
        loop.switched(model, other, StrategyKind.COST);
        loop.retried(provider, RetryReason.RATE_LIMIT);
        loop.failedOver(provider, provider, FailoverResult.INVOKED);
        loop.failedOver(provider, provider, FailoverResult.SUCCESS);
    }

    /** One read of a stream. */
    @Benchmark
    public void chunk() {
        loop.chunkRead(provider, 20_000_000L);
    }

    /** Stops what the metrics listen to. */
    @TearDown
    public void tearDown() {
        metrics.close();
    }
}
