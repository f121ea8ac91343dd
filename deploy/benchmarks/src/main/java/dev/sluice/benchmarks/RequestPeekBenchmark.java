package dev.sluice.benchmarks;

import dev.sluice.core.request.RequestPeek;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** The look into one whole request body, read from a direct buffer in parts of 64 KiB as it comes from a socket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestPeekBenchmark {

    private static final int READ = 64 * 1024;

    /** Which body. */
    public enum Body {
        /** A prompt of ASCII, 1 KB in all. */
        SMALL,
        /** The same of 256 KB. */
        LARGE,
        /** 256 KB with an escape or a character beyond ASCII every few bytes. */
        ESCAPED,
        /** 2,000 members with nested ones, the model's last of all. */
        MANY_KEYS
    }

    @Param
    private Body body = Body.SMALL;

    private final RequestPeek peek = new RequestPeek();
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Makes the body. */
    @Setup
    public void setUp() {
        byte[] text = text(body).getBytes(StandardCharsets.UTF_8);
        bytes = ByteBuffer.allocateDirect(text.length).put(text).flip();
        if (!peek()) {
            throw new IllegalStateException("the body is not accepted");
        }
    }

    /** One body. */
    @Benchmark
    public boolean peek() {
        peek.reset();
        int length = bytes.capacity();
        for (int from = 0; from < length; from += READ) {
            bytes.limit(Math.min(length, from + READ)).position(from);
            peek.feed(bytes);
        }
        return peek.finish() && peek.modelIs("gpt-4o");
    }

    private static String text(Body body) {
        return switch (body) {
            case SMALL -> chat("All work and no play makes a dull gateway. ", 1024);
            case LARGE -> chat("All work and no play makes a dull gateway. ", 256 * 1024);
            case ESCAPED -> chat("a \\\"b\\\" \\u00e9 ü 東京 \\n", 256 * 1024);
            case MANY_KEYS -> manyKeys();
        };
    }

    private static String chat(String sentence, int length) {
        String before = "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"";
        String after = "\"}],\"max_tokens\":100}";
        return before + sentence.repeat((length - before.length() - after.length()) / sentence.length()) + after;
    }

    private static String manyKeys() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 2000; i++) {
            json.append("\"member_").append(i).append("\":{\"model\":\"no\",\"list\":[1,-2.5e3,true,null]},");
        }
        return json.append("\"model\":\"gpt-4o\"}").toString();
    }
}
