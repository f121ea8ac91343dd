package dev.sluice.benchmarks;

import dev.sluice.core.request.Method;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseDecoder;
import dev.sluice.netty.wire.ResponseHead;
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

/** What each chunk of an answer costs to follow: a whole answer of 64 chunks in one read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResponseDecoderBenchmark {

    private final ByteBuf read = Unpooled.directBuffer().writeBytes(Streams.answer());
    private final int length = read.writerIndex();
    private final Counter counter = new Counter();
    private final ResponseDecoder decoder = new ResponseDecoder(counter);

    /** One answer; the decoder releases a reference that is taken for it. */
    @Benchmark
    @OperationsPerInvocation(Streams.EVENTS)
    public int walk() {
        counter.stretches = 0;
        decoder.expect(Method.POST);
        decoder.feed(read.retain().setIndex(0, length));
        if (counter.stretches != Streams.EVENTS) {
            throw new IllegalStateException("stretches of data: " + counter.stretches);
        }
        return counter.stretches;
    }

    /** Gives the read back. */
    @TearDown
    public void tearDown() {
        read.release();
    }

    private static final class Counter implements ResponseDecoder.Sink {

        private int stretches;

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(ByteBuf part, Ranges data) {
            stretches += data.size();
            part.release();
        }

        @Override
        public void end(ResponseDecoder.Afterwards connection) {}

        @Override
        public void malformed(String why) {
            throw new IllegalStateException(why);
        }
    }
}
