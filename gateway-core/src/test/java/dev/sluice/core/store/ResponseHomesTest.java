package dev.sluice.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.store.memory.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ResponseHomesTest {

    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-01-02T03:04:05Z").toEpochMilli());
    private final MemoryStore store = new MemoryStore();
    private final ResponseHomes homes = new ResponseHomes(store, new SetClock(now));

    @Test
    void knowsTheLatestWithoutAskingTheStore() {
        homes.made(id("r"), "openai", "k");

        assertThat(homes.recent(id("r"))).isEqualTo(new ResponseHome(id("r"), "openai", "k", now.get()));
        assertThat(homes.recent(new ResponseHome.Id("other", "r"))).isNull();
    }

    @Test
    void keepsInMemoryOnlySoManyAndAsksTheStoreForTheRest() {
        homes.made(id("first"), "openai", "k");
        for (int i = 0; i < 20_000; i++) {
            homes.made(id("r" + i), "openai", "k");
        }

        assertThat(homes.recent(id("first"))).isNull();
        assertThat(found("first")).isPresent();
        assertThat(homes.recent(id("first"))).as("from now on").isNotNull();
    }

    @Test
    void forgetsWhatWasDeleted() {
        homes.made(id("r"), "openai", "k");
        homes.deleted(id("r"));

        assertThat(homes.recent(id("r"))).isNull();
        assertThat(found("r")).isEmpty();
    }

    @Test
    void forgetsAfterThirtyDaysAndTakesTheOldOnesOutOfTheStore() {
        homes.made(id("old"), "openai", "k");
        now.addAndGet(Duration.ofDays(30).toMillis());

        assertThat(homes.recent(id("old"))).isNull();
        assertThat(found("old")).isEmpty();
        now.addAndGet(1);
        homes.made(id("new"), "openai", "k");
        assertThat(store.responseHome(id("old")).toCompletableFuture().join()).isEmpty();
        assertThat(found("new")).isPresent();
    }

    @Test
    void standsManyThreadsAtATime() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    homes.made(id(number + "-" + i), "openai", "k" + i);
                    homes.recent(id((number + 1) % 4 + "-" + i));
                    if (i % 3 == 0) {
                        homes.deleted(id(number + "-" + i));
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        for (int i = 0; i < 5_000; i++) {
            assertThat(found("2-" + i).map(ResponseHome::key))
                    .isEqualTo(i % 3 == 0 ? Optional.empty() : Optional.of("k" + i));
        }
    }

    private Optional<ResponseHome> found(String response) {
        return homes.find(id(response)).toCompletableFuture().join();
    }

    private static ResponseHome.Id id(String response) {
        return new ResponseHome.Id("owner", response);
    }

    /** Tells what it is set to. */
    private static final class SetClock extends Clock {

        private final AtomicLong millis;

        private SetClock(AtomicLong millis) {
            this.millis = millis;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    }
}
