package dev.sluice.core.store;

import static dev.sluice.core.store.LedgerContract.DAY;
import static dev.sluice.core.store.LedgerContract.HOUR;
import static dev.sluice.core.store.LedgerContract.NOW;
import static dev.sluice.core.store.LedgerContract.all;
import static dev.sluice.core.store.LedgerContract.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageQuery.Row;
import dev.sluice.core.request.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How every store answers what is asked about usage, whatever it is made of. */
public interface UsageContract {

    /** The store under test, fresh for each test; closed by its owner. */
    Store store();

    @Test
    default void addsUpByWhatIsAskedForTimesFirst() {
        store().ledger()
                .fold(List.of(
                        entry(1, NOW, "bob", 1, false),
                        entry(2, NOW + HOUR, "bob", 2, false),
                        entry(3, NOW + HOUR, null, 4, false),
                        entry(4, NOW + DAY, "eve", 8, true)));

        assertThat(sums(new UsageQuery(NOW, NOW + 2 * DAY, Map.of(), Set.of(Column.USER, Column.DAY))))
                .extracting(Row::values)
                .containsExactly(
                        Map.of(Column.DAY, "2026-11-25", Column.USER, ""),
                        Map.of(Column.DAY, "2026-11-25", Column.USER, "bob"),
                        Map.of(Column.DAY, "2026-11-26", Column.USER, "eve"));
        assertThat(sums(new UsageQuery(NOW, NOW + DAY, Map.of(), Set.of(Column.HOUR))))
                .extracting(
                        row -> row.values().get(Column.HOUR),
                        Row::requests,
                        row -> row.picoDollars().intValue())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2026-11-25T10:00:00Z", 1L, 1),
                        org.assertj.core.groups.Tuple.tuple("2026-11-25T11:00:00Z", 2L, 6));
    }

    @Test
    default void narrowsToTheTimeAndTheValuesThatAreAskedFor() {
        store().ledger()
                .fold(List.of(
                        entry(1, NOW - 1, "bob", 1, false),
                        entry(2, NOW, "bob", 2, false),
                        entry(3, NOW, null, 4, false),
                        entry(4, NOW + 1, "bob", 8, false)));

        assertThat(cost(new UsageQuery(NOW, NOW + 1, Map.of(), Set.of()))).isEqualTo(6);
        assertThat(cost(new UsageQuery(0, Long.MAX_VALUE, Map.of(Column.USER, "bob"), Set.of())))
                .isEqualTo(11);
        assertThat(cost(new UsageQuery(0, Long.MAX_VALUE, Map.of(Column.USER, ""), Set.of())))
                .isEqualTo(4);
        assertThat(cost(new UsageQuery(
                        0, Long.MAX_VALUE, Map.of(Column.USER, "' OR 1=1 --", Column.MODEL, "gpt"), Set.of())))
                .isZero();
        assertThatThrownBy(() -> new UsageQuery(0, 1, Map.of(Column.DAY, "2026-11-25"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void takesWhatWasNotReportedForNothing() {
        store().ledger()
                .fold(List.of(new Entry(
                        1,
                        1,
                        NOW,
                        "t",
                        null,
                        "k",
                        null,
                        "m",
                        "p",
                        500,
                        Usage.NONE,
                        true,
                        0,
                        "",
                        false,
                        false,
                        List.of())));

        assertThat(sums(all())).containsExactly(new Row(Map.of(), 1, 1, 0, 0, 0, 0, 0, BigInteger.ZERO));
        assertThat(sums(new UsageQuery(0, 1, Map.of(), Set.of())))
                .containsExactly(new Row(Map.of(), 0, 0, 0, 0, 0, 0, 0, BigInteger.ZERO));
        assertThat(sums(new UsageQuery(0, 1, Map.of(), Set.of(Column.KEY)))).isEmpty();
    }

    @Test
    default void givesEntriesInPartsNoneTwiceAndNoneLeftOut() {
        Set<Long> expected = new HashSet<>();
        List<Entry> entries = new ArrayList<>();
        for (long id = 0; id < 100; id++) {
            // Many of the same instant, with ids in another order than that of their folding.
            entries.add(entry(id * 7919 % 101 - 50, NOW + id % 3, "bob", 1, false));
            expected.add(id * 7919 % 101 - 50);
        }
        store().ledger().fold(entries);

        List<Long> found = new ArrayList<>();
        Entry last = null;
        for (List<Entry> part = part(last); !part.isEmpty(); part = part(last)) {
            part.forEach(entry -> found.add(entry.idHigh()));
            last = part.get(part.size() - 1);
        }

        assertThat(found).hasSize(100).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        assertThat(store().usage().count(all(), 1_000)).isEqualTo(100);
        assertThat(store().usage().count(all(), 30)).isEqualTo(30);
    }

    private List<Entry> part(@Nullable Entry after) {
        return store().usage().entries(all(), after, 7);
    }

    private List<Row> sums(UsageQuery query) {
        List<Row> rows = new ArrayList<>();
        Consumer<Row> to = rows::add;
        store().usage().sums(query, 1_000, to);
        return rows;
    }

    private long cost(UsageQuery query) {
        return sums(query).get(0).picoDollars().longValueExact();
    }
}
