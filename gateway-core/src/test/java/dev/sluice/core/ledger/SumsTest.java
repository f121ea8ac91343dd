package dev.sluice.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.request.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SumsTest {

    private static final long BEGIN = 1_767_139_200_000L;

    private final long seed = Long.getLong("seed", 20_260_103);
    private final Random random = new Random(seed);
    private final Sums sums = new Sums();
    private final Map<Sums.Key, Sums.Sum> expected = new HashMap<>();

    private static Entry entry(long number, long ended, String user, long tokens, List<Share> elsewhere) {
        return new Entry(
                number,
                number,
                ended,
                "tenant-" + number % 3,
                user,
                "key-" + number % 5,
                number % 2 == 0 ? null : "role",
                "m",
                "group-" + number % 2,
                200,
                Usage.tokens(tokens, number % 4 == 0 ? Usage.UNREPORTED : tokens),
                false,
                7 * tokens,
                "",
                false,
                false,
                elsewhere);
    }

    private void expect(Scope scope, String id, long ended, Sums.Sum sum) {
        if (id != null) {
            for (Period period : Period.values()) {
                expected.merge(new Sums.Key(new Holder(scope, id), period, period.number(ended)), sum, Sums.Sum::plus);
            }
        }
    }

    private void add(Entry entry) {
        sums.add(entry);
        Sums.Sum one = Sums.of(entry);
        expect(Scope.KEY, entry.key(), entry.endedEpochMillis(), one);
        expect(Scope.USER, entry.user(), entry.endedEpochMillis(), one);
        expect(Scope.ROLE, entry.role(), entry.endedEpochMillis(), one);
        expect(Scope.TENANT, entry.tenant(), entry.endedEpochMillis(), one);
        Sums.groups(entry, (group, used) -> expect(Scope.GROUP, group, entry.endedEpochMillis(), used));
    }

    @Test
    void addsUpForEachHolderDayAndMonthHoweverManyPayTogether() {
        for (long i = 0; i < 5_000; i++) {
            long ended = BEGIN + random.nextLong(TimeUnit.DAYS.toMillis(70));
            long tokens = random.nextInt(100);
            List<Share> elsewhere =
                    random.nextInt(5) == 0 ? List.of(new Share("group-9", tokens / 2, tokens)) : List.of();
            add(entry(i, ended, random.nextInt(3) == 0 ? null : "user-" + i % 7, tokens, elsewhere));
        }

        assertThat(sums.all()).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void endsWhereSumsEnd() {
        for (long i = 0; i < 3; i++) {
            add(entry(2 * i, BEGIN, "bob", Sums.MOST / 7, List.of()));
        }

        assertThat(sums.all()).isEqualTo(expected);
    }
}
