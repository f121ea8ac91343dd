package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VectorPartitionsTest {

    private static final int DIMENSIONS = 32;

    private final Random random = new Random(3);
    private final ManualTime time = new ManualTime();
    private final VectorPartitions partitions = new VectorPartitions(1 << 20, time.clock());

    @Test
    void findsWithinAPartitionOnly() {
        float[] vector = Questions.vector(DIMENSIONS, random);
        partitions.store(Questions.row(1, 1, vector));

        assertThat(find(1, vector)).isNotNull();
        assertThat(find(2, vector)).isNull();
    }

    @Test
    void doesNotCompareWhatTwoModelsHaveMade() {
        float[] vector = Questions.vector(DIMENSIONS, random);
        partitions.store(Questions.row(1, 1, vector));
        Place other =
                new Place(Questions.place(1, DIMENSIONS).partition(), new Embeddings("openai", "other", 0), DIMENSIONS);

        assertThat(partitions.find(other, vector, near())).isNull();
    }

    @Test
    void keepsOneAnswerToTheVerySameQuestion() {
        float[] vector = Questions.vector(DIMENSIONS, random);
        partitions.store(Questions.row(1, 1, vector));
        Row newer = Questions.row(1, 1, vector.clone());
        partitions.store(newer);

        assertThat(find(1, vector).row()).isSameAs(newer);
        assertThat(partitions.level().entries()).isEqualTo(1);
    }

    @Test
    void boundsTheBytesOfAllPartitionsTogether() {
        long most = partitions.level().maxBytes();
        for (int i = 0; i < 5000; i++) {
            partitions.store(Questions.row(i % 100, i, Questions.vector(DIMENSIONS, random)));
            assertThat(partitions.level().bytes()).isLessThanOrEqualTo(most);
        }

        assertThat(partitions.level().evictions())
                .isEqualTo(5000 - partitions.level().entries())
                .isPositive();
    }

    @Test
    void letsGoOfPartitionsThatAreEmpty() {
        for (int i = 0; i < 50; i++) {
            partitions.store(row(i, i, time.epochMillis() + 1000));
        }
        assertThat(partitions.partitions()).isEqualTo(50);

        assertThat(partitions.purge(Purge.ALL)).isEqualTo(50);

        assertThat(partitions.partitions()).isZero();
        assertThat(partitions.level().entries()).isZero();
        assertThat(partitions.level().bytes()).isZero();
    }

    @Test
    void keepsWhatIsUsedLongerThanWhatIsNot() {
        float[] used = Questions.vector(DIMENSIONS, random);
        partitions.store(Questions.row(1, -1, used));
        for (int i = 0; i < 5000; i++) {
            partitions.store(Questions.row(2, i, Questions.vector(DIMENSIONS, random)));
            assertThat(find(1, used)).as("after %s", i).isNotNull();
        }
    }

    @Test
    void forgetsWhatIsTooOld() {
        Row row = row(1, 1, time.epochMillis() + 1000);
        partitions.store(row);
        assertThat(find(1, row.vector())).isNotNull();

        time.advance(Duration.ofSeconds(1));

        assertThat(find(1, row.vector())).isNull();
        partitions.store(row(2, 2, time.epochMillis() + 1000));
        assertThat(partitions.partitions()).isEqualTo(1);
    }

    @Test
    void keepsANewerAnswerForATimeOfItsOwn() {
        partitions.store(row(1, 1, time.epochMillis() + 1000));
        time.advance(Duration.ofMillis(500));
        Row newer = row(1, 1, time.epochMillis() + 1000);
        partitions.store(newer);

        time.advance(Duration.ofMillis(700));

        assertThat(find(1, newer.vector())).isNotNull();
    }

    @Test
    void dropsAndCountsAnAnswerThatIsNotWhatItWas() {
        Row row = row(1, 1, time.epochMillis() + 1000);
        partitions.store(row);
        row.entry().answer().body()[0] ^= 1;

        assertThat(find(1, row.vector())).isNull();

        assertThat(partitions.level().corrupt()).isEqualTo(1);
        assertThat(partitions.level().entries()).isZero();
        assertThat(partitions.partitions()).isZero();
    }

    @Test
    void purgesOneEntryWithItsVector() {
        Row going = row(1, 1, time.epochMillis() + 1000);
        Row staying = row(1, 2, time.epochMillis() + 1000);
        partitions.store(going);
        partitions.store(staying);

        assertThat(partitions.purge(new Purge(null, null, null, going.entry().id())))
                .isEqualTo(1);

        assertThat(find(1, going.vector())).isNull();
        assertThat(find(1, staying.vector())).isNotNull();
    }

    @Test
    void countsNoEvictionsWhenItIsSwitchedOff() {
        for (int i = 0; i < 10; i++) {
            partitions.store(Questions.row(1, i, Questions.vector(DIMENSIONS, random)));
        }
        partitions.limit(0);

        assertThat(partitions.level().entries()).isZero();
        assertThat(partitions.partitions()).isZero();
        assertThat(partitions.level().evictions()).isZero();
    }

    @Test
    void keepsNothingWhereItMayNot() {
        partitions.limit(0);
        float[] vector = Questions.vector(DIMENSIONS, random);
        partitions.store(Questions.row(1, 1, vector));

        assertThat(find(1, vector)).isNull();
        assertThat(partitions.partitions()).isZero();
    }

    @Test
    void readersFindWhatStaysWhileOthersComeAndGo() throws Exception {
        List<Row> staying = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Row row = Questions.row(i % 2, -1 - i, Questions.vector(DIMENSIONS, random));
            staying.add(row);
            partitions.store(row);
        }
        partitions.limit(64 << 20);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch readers = new CountDownLatch(3);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                Random own = new Random(reader);
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Row row = staying.get(own.nextInt(staying.size()));
                        Match match = partitions.find(row.place(), row.vector(), near());
                        assertThat(match).isNotNull();
                        assertThat(match.row()).isSameAs(row);
                    }
                    readers.countDown();
                    return null;
                }));
            }
            for (int writer = 0; writer < 2; writer++) {
                int number = writer;
                work.add(threads.submit(() -> churn(number, over)));
            }
            boolean read = readers.await(1, TimeUnit.MINUTES);
            over.set(true);
            for (Future<?> each : work) {
                each.get(1, TimeUnit.MINUTES);
            }
            assertThat(read).isTrue();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        partitions.purge(new Purge(null, null, null, null));
        assertThat(partitions.partitions()).isZero();
    }

    /** Two partitions grow to many and shrink to few, over and over. */
    private Void churn(int number, AtomicBoolean over) {
        Random own = new Random(100 + number);
        for (int i = 0; !over.get(); i++) {
            int key = (number + 1) * 1_000_000 + i % 300;
            Row row = Questions.row(i % 2, key, Questions.vector(DIMENSIONS, own));
            partitions.store(row);
            if (i % 300 == 299) {
                for (int k = 0; k < 300; k++) {
                    String id = Questions.question(k % 2, (number + 1) * 1_000_000 + k, "?")
                            .key()
                            .exact()
                            .id();
                    if (k % 50 == 0) {
                        partitions.purge(new Purge(null, null, null, id));
                    }
                }
            }
        }
        return null;
    }

    private Row row(int partition, long number, long expiresMillis) {
        Question question = Questions.question(partition, number, "?");
        Entry entry = Questions.answer(question, "{}", new Entry.Life(time.epochMillis(), expiresMillis));
        return new Row(
                Questions.place(partition, DIMENSIONS), Questions.vector(DIMENSIONS, random), entry, expiresMillis);
    }

    private Match find(int partition, float[] vector) {
        return partitions.find(Questions.place(partition, DIMENSIONS), vector, near());
    }

    private Nearness near() {
        return new Nearness(0.999, time.epochMillis(), Long.MAX_VALUE);
    }
}
