package dev.sluice.core.cache.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BacklogTest {

    private static final long SEED = Long.getLong("seed", 20_261_126L);

    @Test
    void givesBackWhatCameInItsOrderAndOfTwoUnderOneKeyTheLater() {
        Backlog backlog = new Backlog(10, 1 << 20);
        Entry later = entry("acme", 1, 5);
        backlog.add(entry("acme", 1, 4));
        backlog.add(entry("acme", 2, 4));
        backlog.add(later);

        assertThat(backlog.take(1, 1 << 20))
                .extracting(Entry::key)
                .containsExactly(entry("acme", 2, 4).key());
        assertThat(backlog.take(10, 1 << 20)).containsExactly(later);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        Backlog backlog = new Backlog(2, 1 << 20);

        assertThat(backlog.add(entry("acme", 1, 4))).isTrue();
        assertThat(backlog.add(entry("acme", 2, 2 << 20))).isFalse();
        assertThat(backlog.add(entry("acme", 3, 4))).isTrue();
        assertThat(backlog.add(entry("acme", 4, 4))).isFalse();
        assertThat(backlog.take(10, 1 << 20)).hasSize(2);
        assertThat(backlog.add(entry("acme", 4, 4))).isTrue();
    }

    @Test
    void givesAtLeastOneHoweverLargeItIs() {
        Backlog backlog = new Backlog(10, 1 << 20);
        backlog.add(entry("acme", 1, 5_000));
        backlog.add(entry("acme", 2, 5_000));

        assertThat(backlog.take(10, 1)).hasSize(1);
        assertThat(backlog.take(10, 1 << 20)).hasSize(1);
    }

    @Test
    void forgetsWhatIsPurged() {
        Backlog backlog = new Backlog(10, 1 << 20);
        backlog.add(entry("acme", 1, 4));
        backlog.add(entry("other", 1, 4));

        backlog.drop(new Purge("acme", null, null, null));

        assertThat(backlog.take(10, 1 << 20))
                .singleElement()
                .satisfies(left -> assertThat(left.asker().tenant()).isEqualTo("other"));
    }

    @Test
    void countsRightlyWhateverManyThreadsDoAtATime() throws Exception {
        Backlog backlog = new Backlog(100, 1 << 20);
        Together.run(8, thread -> {
            Random random = new Random(SEED + thread);
            for (int i = 0; i < 5_000; i++) {
                switch (random.nextInt(8)) {
                    case 0 -> backlog.take(random.nextInt(20), 20_000);
                    case 1 -> backlog.drop(new Purge(random.nextBoolean() ? "acme" : "other", null, null, null));
                    default -> backlog.add(entry(random.nextBoolean() ? "acme" : "other", random.nextInt(150), 9));
                }
            }
        });

        backlog.drop(Purge.ALL);
        assertThat(backlog.isEmpty()).isTrue();
        // All the room is there again.
        Entry large = entry("acme", 1, (1 << 20) - 1_000);
        assertThat(backlog.add(large)).isTrue();
        assertThat(backlog.take(1, 1)).isEqualTo(List.of(large));
    }

    private static Entry entry(String tenant, int number, int bytes) {
        return Answers.entry(Answers.question(tenant, "gpt", number), new byte[bytes], Clock.systemUTC(), 60_000);
    }
}
