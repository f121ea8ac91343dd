package dev.sluice.benchmarks;

import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.estimate.Seen;
import dev.sluice.core.estimate.Sheets;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.relay.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What each event of a stream costs: to find its end, and to tell what it holds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SseBenchmark {

    private final ByteBuf read = Unpooled.directBuffer().writeBytes(Streams.events());
    private final SseScanner scanner = new SseScanner(64 * 1024);
    private final StreamReader reader = new OpenAi().streamReader(Endpoint.CHAT_COMPLETIONS);

    private final Seen seen = new Seen(new Sheets());
    private final StreamReader noting = seen.over(new OpenAi().streamReader(Endpoint.CHAT_COMPLETIONS));

    /** Where the events end. */
    @Benchmark
    @OperationsPerInvocation(Streams.EVENTS)
    public int scan() {
        scanner.feed(read, 0, read.writerIndex());
        int ends = 0;
        while (scanner.next()) {
            ends += scanner.end();
        }
        return ends;
    }

    /** Where they end and what each of them is. */
    @Benchmark
    @OperationsPerInvocation(Streams.EVENTS)
    public int scanAndRead() {
        return outputs(reader);
    }

    /** The same, and the text of each is noted. */
    @Benchmark
    @OperationsPerInvocation(Streams.EVENTS)
    public int scanReadAndNote() {
        int outputs = outputs(noting);
        seen.release();
        return outputs;
    }

    private int outputs(StreamReader by) {
        scanner.feed(read, 0, read.writerIndex());
        int outputs = 0;
        while (scanner.next()) {
            StreamReader.Kind kind = by.event(scanner.bytes(), scanner.dataFrom(), scanner.dataTo());
            outputs += kind == StreamReader.Kind.OUTPUT ? 1 : 0;
        }
        if (outputs != Streams.EVENTS) {
            throw new IllegalStateException("events with output: " + outputs);
        }
        return outputs;
    }

    /** Gives the read back. */
    @TearDown
    public void tearDown() {
        read.release();
    }
}
