package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Repeats.Asked;
import dev.sluice.core.cache.Repeats.Body;
import dev.sluice.core.request.RequestPeek;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RepeatsTest {

    private static final Told TOLD = told("acme");

    private final long seed = Long.getLong("seed", 20_260_102);
    private final Random random = new Random(seed);
    private final Repeats repeats = new Repeats();

    private static Told told(String text) {
        return told(text, 1);
    }

    private static Told told(String text, long configuration) {
        return new Told(text.getBytes(StandardCharsets.UTF_8), configuration);
    }

    private static Asked asked(long number) {
        CacheKey key = new CacheKey(Asking.digest(-number), Asking.digest(number));
        return new Asked(key, Traits.PLAIN, "turn " + number);
    }

    /** In parts of random lengths, on and off the heap, and not at their beginnings. */
    private List<ByteBuffer> parts(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        List<ByteBuffer> parts = new ArrayList<>();
        for (int at = 0; at < bytes.length || parts.isEmpty(); ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(bytes.length + 1));
            ByteBuffer part =
                    random.nextBoolean() ? ByteBuffer.allocate(length + 3) : ByteBuffer.allocateDirect(length + 3);
            parts.add(part.position(3).put(bytes, at, length).position(3));
            at += length;
        }
        return parts;
    }

    private Body keep(String text) {
        return Objects.requireNonNull(repeats.keep(parts(text), new RequestPeek()));
    }

    private @Nullable Body body(String text) {
        List<ByteBuffer> parts = parts(text);
        Body found = repeats.body(parts);
        assertThat(parts).allMatch(part -> part.position() == 3);
        return found;
    }

    @Test
    void knowsOnlyTheVeryBytes() {
        Body kept = keep("abc");

        for (int i = 0; i < 20; i++) {
            assertThat(body("abc")).isSameAs(kept);
            assertThat(body("abd")).isNull();
            assertThat(body("ab")).isNull();
            assertThat(body("abcd")).isNull();
            assertThat(body("")).isNull();
        }
    }

    @Test
    void sharesWhatWasSeenInABody() {
        RequestPeek peek = new RequestPeek();
        List<ByteBuffer> parts = parts(Asking.chat("a question"));
        parts.forEach(peek::feed);
        assertThat(peek.finish()).isTrue();

        repeats.keep(parts, peek);

        Body known = Objects.requireNonNull(body(Asking.chat("a question")));
        assertThat(known.peek()).isSameAs(peek);
        assertThat(known.peek().finish()).isTrue();
        assertThat(known.peek().model()).isEqualTo("m");
    }

    /** Two tenants ask the same, word by word. */
    @Test
    void tellsWhatAQuestionCameToOnlyToThoseOfWhomTheSameIsTold() {
        Body body = keep("a question");
        repeats.keep(body, TOLD, asked(1));

        assertThat(repeats.asked(body, told("acme"))).isEqualTo(asked(1));
        assertThat(repeats.asked(body, told("globex"))).isNull();

        repeats.keep(body, told("globex"), asked(2));
        assertThat(repeats.asked(body, told("globex"))).isEqualTo(asked(2));
    }

    @Test
    void givesNeverWhatAnotherQuestionCameToThoughTheyShareAPlace() {
        Map<String, Asked> all = new HashMap<>();
        int known = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = Integer.toString(random.nextInt(2_000), 36);
            Told told = told("tenant " + random.nextInt(3));
            Asked made = all.computeIfAbsent(text + told.hashCode(), absent -> asked(all.size() + 1L));
            Body body = body(text);
            Asked found = body == null ? null : repeats.asked(body, told);
            if (found == null) {
                repeats.keep(body == null ? keep(text) : body, told, made);
            } else {
                known++;
                assertThat(found).as("seed %d, %s", seed, text).isEqualTo(made);
            }
        }
        assertThat(known).isPositive();
    }

    @Test
    void remembersNothingLong() {
        String most = "x".repeat(Repeats.MOST_BYTES);
        keep(most);

        assertThat(body(most)).isNotNull();
        assertThat(repeats.keep(parts(most + "y"), new RequestPeek())).isNull();
        assertThat(body(most + "y")).isNull();
    }

    /** A request of the configuration before may have its answer later than one of the next. */
    @Test
    void tellsNothingThatAnotherConfigurationMade() {
        Body body = keep("a question");
        repeats.keep(body, told("acme", 1), asked(1));

        assertThat(repeats.asked(body, told("acme", 2))).isNull();
        assertThat(told("acme", 1)).isEqualTo(told("acme", 1)).isNotEqualTo(told("acme", 2));

        repeats.keep(body, told("acme", 2), asked(2));
        assertThat(repeats.asked(body, told("acme", 2))).isEqualTo(asked(2));
    }

    @Test
    void forgetsAll() {
        Body body = keep("a question");
        repeats.keep(body, TOLD, asked(1));
        int before = repeats.epoch();

        repeats.forget();

        assertThat(body("a question")).isNull();
        assertThat(repeats.asked(body, TOLD)).isNull();
        assertThat(repeats.epoch()).isNotEqualTo(before);
    }

    @Test
    void tellsNobodyTheWordsOfAQuestion() {
        assertThat(asked(1).toString()).doesNotContain("turn 1");
    }
}
