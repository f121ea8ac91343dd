package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Caches that take a while are waited for, within bounds, and whatever they do the request goes on. */
final class DistantCacheTest {

    private static final String FROM_AFAR = "{\"from\":\"afar\"}";

    /** A cache that answers what and when the test says. */
    private static final class Scripted implements DistantCache {

        private final CacheKind kind;
        private final long deadlineNanos;
        private final List<Question> asked = new CopyOnWriteArrayList<>();
        private final List<Entry> stored = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Optional<Found>> answer = new CompletableFuture<>();

        Scripted(CacheKind kind, long deadlineMillis) {
            this.kind = kind;
            this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
        }

        @Override
        public CacheKind kind() {
            return kind;
        }

        @Override
        public boolean takes(Question question, CacheSettings settings) {
            return true;
        }

        @Override
        public long deadlineNanos(CacheSettings settings) {
            return deadlineNanos;
        }

        @Override
        public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
            asked.add(question);
            return answer;
        }

        @Override
        public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {
            stored.add(entry);
        }

        @Override
        public CompletionStage<Long> purge(Purge which) {
            return CompletableFuture.completedFuture(1L);
        }

        @Override
        public CacheLevel level() {
            return new CacheLevel(kind, 0, 0, 0, 0, 0);
        }

        void found(TestGateway gateway, double similarity) {
            TestGateway.await(() -> !asked.isEmpty());
            long now = gateway.clock().millis();
            Entry entry = Entry.of(
                    asked.get(0),
                    new Entry.Source("m", "up", "m", false),
                    Answer.whole("application/json", FROM_AFAR.getBytes(StandardCharsets.UTF_8)),
                    new Entry.Used(Usage.tokens(3, 4), Cost.NONE),
                    new Entry.Life(now - 3_000, now + 60_000));
            answer.complete(Optional.of(new Found(entry, kind, similarity)));
        }
    }

    private static RawClient begin(Cached cached) throws IOException {
        return new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")));
    }

    @Test
    void isAskedForWhatIsNotAtHandAndThenItIs() throws IOException {
        Scripted far = new Scripted(CacheKind.EXACT, 60_000);
        try (Cached cached = new Cached(Cached.ON, List.of(far));
                RawClient client = begin(cached)) {
            far.found(cached.gateway, 1);
            RawClient.Answer answer = client.answer();

            assertThat(answer.text()).isEqualTo(FROM_AFAR);
            assertThat(answer.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(answer.header("age")).isEqualTo("3");
            assertThat(cached.ask(Chat.unary("m")).text()).isEqualTo(FROM_AFAR);
            assertThat(far.asked).hasSize(1);
            assertThat(cached.asked()).isZero();
            cached.gateway.settled(2);
            assertThat(cached.gateway.records().lookups()).containsExactly("EXACT HIT", "EXACT HIT");
        }
    }

    @Test
    void saysHowSimilarAQuestionWas() throws IOException {
        Scripted near = new Scripted(CacheKind.SEMANTIC, 60_000);
        try (Cached cached = new Cached(Cached.ON, List.of(near));
                RawClient client = begin(cached)) {
            near.found(cached.gateway, 0.97349);
            RawClient.Answer answer = client.answer();

            assertThat(answer.header("x-sluice-cache")).isEqualTo("semantic; similarity=0.973");
            assertThat(cached.gateway.settled(1).get(0).cache().answered()).isEqualTo(CacheKind.SEMANTIC);
            assertThat(cached.gateway.records().lookups()).containsExactly("EXACT MISS", "SEMANTIC HIT");
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).startsWith("semantic");
        }
    }

    @Test
    void isPassedOverWhenItFailsOrIsLateAndToldWhatWasAnswered() throws IOException {
        Scripted failing = new Scripted(CacheKind.EXACT, 60_000);
        Scripted late = new Scripted(CacheKind.SEMANTIC, 50);
        failing.answer.completeExceptionally(new IllegalStateException("away"));
        try (Cached cached = new Cached(Cached.ON, List.of(failing, late))) {
            RawClient.Answer answer = cached.ask(Chat.unary("m"));

            assertThat(answer.text()).contains("no. 1");
            assertThat(answer.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(failing.stored).hasSize(1);
            assertThat(late.stored).hasSize(1);
            assertThat(cached.gateway.settled(1).get(0).cache().result()).isEqualTo(CacheResult.MISS);
            assertThat(cached.gateway.records().lookups()).containsExactly("EXACT ERROR", "SEMANTIC ERROR");
            late.found(cached.gateway, 1);
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    @Test
    void isNotWaitedForByWhoHasLeft() throws IOException {
        Scripted far = new Scripted(CacheKind.EXACT, 60_000);
        try (Cached cached = new Cached(Cached.ON, List.of(far))) {
            try (RawClient client = begin(cached)) {
                TestGateway.await(() -> !far.asked.isEmpty());
                assertThat(client.socket().isConnected()).isTrue();
            }
            assertThat(cached.gateway.settled(1).get(0).result().status()).isEqualTo(499);
            far.found(cached.gateway, 1);
            assertThat(cached.ask(Chat.unary("m")).text()).isEqualTo(FROM_AFAR);
            assertThat(cached.asked()).isZero();
        }
    }
}
