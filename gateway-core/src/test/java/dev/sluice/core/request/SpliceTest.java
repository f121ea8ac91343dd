package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpliceTest {

    @Test
    void mergesEditsInOrder() {
        List<Splice> merged = Splice.merge(
                List.of(splice(1, 1, "B"), splice(6, 0, "+")), List.of(splice(0, 1, "A"), splice(4, 2, "EF")));

        assertThat(applied("abcdefg", merged)).isEqualTo("ABcdEF+g");
    }

    @Test
    void givesTheOtherListWhereOneIsEmpty() {
        List<Splice> some = List.of(splice(1, 1, "B"));

        assertThat(Splice.merge(some, List.of())).isSameAs(some);
        assertThat(Splice.merge(List.of(), some)).isSameAs(some);
    }

    @Test
    void dropsAnEditThatTouchesWhatAWinnerReplaces() {
        List<Splice> merged = Splice.merge(
                List.of(splice(1, 3, "x"), splice(5, 0, "y"), splice(8, 1, "I")),
                List.of(splice(2, 1, "C"), splice(4, 3, "EFG")));

        assertThat(applied("abcdefghi", merged)).isEqualTo("abCdEFGhI");
    }

    @Test
    void keepsAnInsertionAtEitherEndOfWhatAWinnerReplaces() {
        List<Splice> merged = Splice.merge(List.of(splice(2, 0, "<"), splice(4, 0, ">")), List.of(splice(2, 2, "CD")));

        assertThat(applied("abcdef", merged)).isEqualTo("ab<CD>ef");
    }

    @Test
    void putsTheWinnersInsertionFirstWhereBothInsert() {
        List<Splice> merged = Splice.merge(List.of(splice(1, 0, "2")), List.of(splice(1, 0, "1")));

        assertThat(applied("ab", merged)).isEqualTo("a12b");
    }

    @Test
    void keepsAllWinnersAndNeverOverlaps() {
        long seed = 77_003;
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            List<Splice> splices = random(random);
            List<Splice> winners = random(random);

            List<Splice> merged = Splice.merge(splices, winners);

            String what = "seed " + seed + ", round " + round;
            assertThat(merged).as(what).containsAll(winners);
            assertThat(applied("x".repeat(40), merged)).as(what).isNotNull();
            List<Splice> dropped = new ArrayList<>(splices);
            dropped.removeAll(merged);
            assertThat(dropped)
                    .as(what)
                    .allMatch(splice -> winners.stream().anyMatch(winner -> overlap(splice, winner)));
        }
    }

    private static boolean overlap(Splice one, Splice other) {
        return one.at() < other.at() + other.remove() && other.at() < one.at() + one.remove();
    }

    private static List<Splice> random(Random random) {
        List<Splice> splices = new ArrayList<>();
        int at = random.nextInt(6);
        while (at < 30 && splices.size() < 5) {
            int remove = random.nextInt(4);
            splices.add(splice(at, remove, String.valueOf(splices.size())));
            at += remove + 1 + random.nextInt(5);
        }
        return splices;
    }

    private static Splice splice(int at, int remove, String insert) {
        return new Splice(at, remove, Parts.utf8(insert));
    }

    private static String applied(String body, List<Splice> splices) {
        return new String(Parts.apply(Parts.utf8(body), splices), StandardCharsets.UTF_8);
    }
}
