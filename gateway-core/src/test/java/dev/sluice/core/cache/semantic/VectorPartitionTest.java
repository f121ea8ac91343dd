package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorPartitionTest {

    private static final int DIMENSIONS = 48;
    private static final Sketches SKETCHES = new Sketches(DIMENSIONS);

    private final VectorPartition partition = new VectorPartition(() -> SKETCHES);
    private final List<Row> rows = new ArrayList<>();

    @Test
    void findsNothingInAnEmptyPartition() {
        assertThat(partition.find(Questions.vector(DIMENSIONS, new Random(1)), near(0)))
                .isNull();
    }

    @Test
    void findsWhatIsTheSameWhateverTheThreshold() {
        Random random = new Random(2);
        fill(3 * VectorPartition.MANY, random);

        for (Row row : rows) {
            Match match = partition.find(row.vector().clone(), near(1));
            assertThat(match).isNotNull();
            assertThat(match.row()).isSameAs(row);
            assertThat(match.similarity()).isBetween(0.999999, 1.0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, VectorPartition.MANY, VectorPartition.MANY + 1, 5000})
    void findsTheNearestOfAllThatAreNearEnough(int size) {
        Random random = new Random(size);
        fill(size, random);
        int wanted = 0;
        int found = 0;
        for (int i = 0; i < 1000; i++) {
            float[] near =
                    Questions.near(rows.get(random.nextInt(size)).vector(), 0.9 + 0.1 * random.nextDouble(), random);
            Match best = nearest(near);
            Match match = partition.find(near, near(0.95));
            if (best.similarity() < 0.95) {
                assertThat(match).isNull();
            } else {
                wanted++;
                found += match != null && match.row() == best.row() ? 1 : 0;
            }
        }

        assertThat(wanted).isGreaterThan(300);
        assertThat((double) found / wanted).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void keepsToWhatIsThereThroughAnyOrderOfAdditionsAndRemovals() {
        Random random = new Random(5);
        for (int step = 0; step < 8000; step++) {
            // It grows to many, and shrinks to few again.
            boolean grows = random.nextInt(100) < (step < 3000 ? 70 : 25);
            if (grows || rows.isEmpty()) {
                add(random);
            } else {
                Row gone = rows.remove(random.nextInt(rows.size()));
                assertThat(partition.remove(gone)).isTrue();
                assertThat(partition.remove(gone)).isFalse();
                Match match = partition.find(gone.vector(), near(0.9999));
                assertThat(match == null || match.row() != gone).isTrue();
            }
            if (!rows.isEmpty()) {
                Row some = rows.get(random.nextInt(rows.size()));
                Match match = partition.find(some.vector(), near(0.9999));
                assertThat(match).isNotNull();
                assertThat(match.row()).isSameAs(some);
            }
            assertThat(partition.size()).isEqualTo(rows.size());
        }
    }

    @Test
    void passesOverWhatIsTooOld() {
        float[] vector = Questions.vector(DIMENSIONS, new Random(6));
        partition.add(Questions.row(1, 1, vector));

        assertThat(partition.find(vector, new Nearness(0.9, 1000, 999))).isNull();
        assertThat(partition.find(vector, new Nearness(0.9, 1000, 1000))).isNotNull();
        assertThat(partition.find(vector, new Nearness(0.9, Long.MAX_VALUE, Long.MAX_VALUE)))
                .isNull();
    }

    private void fill(int size, Random random) {
        for (int i = 0; i < size; i++) {
            add(random);
        }
    }

    private void add(Random random) {
        Row row = Questions.row(1, random.nextLong(), Questions.vector(DIMENSIONS, random));
        rows.add(row);
        partition.add(row);
    }

    private Match nearest(float[] to) {
        Row best = rows.get(0);
        for (Row row : rows) {
            best = Vectors.product(row.vector(), to) > Vectors.product(best.vector(), to) ? row : best;
        }
        return new Match(best, Vectors.product(best.vector(), to));
    }

    private static Nearness near(double threshold) {
        return new Nearness(threshold, 0, Long.MAX_VALUE);
    }
}
