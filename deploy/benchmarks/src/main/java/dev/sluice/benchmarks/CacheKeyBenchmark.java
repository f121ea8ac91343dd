package dev.sluice.benchmarks;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.Ending;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.KeyMaker;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Repeats;
import dev.sluice.core.cache.Tidying;
import dev.sluice.core.cache.Told;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * What the exact cache adds to a request: the key of its body, read from a direct buffer, a look-up, and of a miss what
 * it takes to keep the answer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CacheKeyBenchmark {

    private static final Asker ASKER = new Asker("tenant:acme", "acme", "developer", "key");
    private static final byte[] PATH = "/v1/chat/completions".getBytes(StandardCharsets.US_ASCII);

    /** Which body. */
    public enum Body {
        /** A chat of six turns, 1 KB in all. */
        CHAT(1024),
        /** The same of 64 KB. */
        LONG(64 * 1024);

        private final int length;

        Body(int length) {
            this.length = length;
        }
    }

    @Param
    private Body body = Body.CHAT;

    private final KeyMaker maker = new KeyMaker();
    private final Repeats repeats = new Repeats();
    private final Tidying tidying = new Tidying();
    private final ExactCache cache = new ExactCache(Clock.systemUTC(), tidying);
    private List<ByteBuffer> parts = List.of();
    private byte[] answer = {};
    private Told told = maker.told(1);

    /** Makes the body and an answer of 1 KB, and fills the cache with what is never asked for. */
    @Setup
    public void setUp() {
        byte[] text = chat(body.length).getBytes(StandardCharsets.UTF_8);
        parts = List.of(ByteBuffer.allocateDirect(text.length).put(text).flip());
        String words = "Nobody knows. ".repeat(60);
        answer = ("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + words
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9}}")
                .getBytes(StandardCharsets.UTF_8);
        CacheKey key = key();
        maker.begin(Endpoint.CHAT_COMPLETIONS, ASKER, "gpt-4o");
        told = maker.told(1);
        Repeats.Body same = repeats.keep(parts, new RequestPeek());
        if (same != null) {
            repeats.keep(same, told, new Repeats.Asked(key, Traits.PLAIN, null));
        }
        cache.apply(FullCache.settings(64 << 20));
    }

    /** The key alone. */
    @Benchmark
    public CacheKey key() {
        maker.begin(Endpoint.CHAT_COMPLETIONS, ASKER, "gpt-4o");
        maker.text("");
        maker.digest(null);
        maker.bytes(PATH, 0, PATH.length);
        maker.end();
        maker.end();
        if (!maker.body(parts)) {
            throw new IllegalStateException("the body is not accepted");
        }
        return maker.key();
    }

    /** The key of what was found before, asked for again in the very same bytes; null where they are too many. */
    @Benchmark
    public @Nullable CacheKey keyAgain() {
        Repeats.Body same = repeats.body(parts);
        Repeats.Asked asked = same == null ? null : repeats.asked(same, told);
        return asked == null ? null : asked.key();
    }

    /** The key, and a look where it is not. */
    @Benchmark
    public @Nullable Entry miss() {
        return cache.find(key().exact(), Long.MAX_VALUE);
    }

    /** What a miss costs in all: with how the answer ended, and keeping it. The copy of its bytes is one of 1 KB. */
    @Benchmark
    public Entry missAndKeep() {
        CacheKey key = key();
        cache.find(key.exact(), Long.MAX_VALUE);
        Question question = new Question(key, ASKER, Endpoint.CHAT_COMPLETIONS, "gpt-4o", false, Traits.PLAIN, null);
        Answer kept = Answer.whole("application/json", answer.clone());
        if (Ending.of(Endpoint.CHAT_COMPLETIONS, kept) != Ending.STOPPED) {
            throw new IllegalStateException("the answer is not accepted");
        }
        long now = System.currentTimeMillis();
        Entry entry = Entry.of(
                question,
                new Entry.Source("gpt-4o", "openai", "gpt-4o", false),
                kept,
                new Entry.Used(Usage.NONE, Cost.NONE),
                new Entry.Life(now, now + 60_000));
        cache.store(entry);
        return entry;
    }

    private static String chat(int length) {
        String before = "{\"model\":\"gpt-4o\",\"stream\":true,\"temperature\":0.2,\"max_tokens\":100,\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Answer briefly.\"},";
        String after = "{\"role\":\"user\",\"content\":\"And then?\"}],\"user\":\"somebody\"}";
        int words = (length - before.length() - after.length()) / 4 - 40;
        String text = "All work and no play makes a dull gateway. "
                .repeat(words / 40 + 1)
                .substring(0, words);
        String turn = "{\"role\":\"user\",\"content\":\"" + text + "\"},{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},";
        return before + turn.repeat(2) + after;
    }
}
