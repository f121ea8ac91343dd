package dev.sluice.core.store;

import static dev.sluice.core.store.LedgerContract.DAY;
import static dev.sluice.core.store.LedgerContract.HOUR;
import static dev.sluice.core.store.LedgerContract.NOW;
import static dev.sluice.core.store.LedgerContract.all;
import static dev.sluice.core.store.LedgerContract.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Share;
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
    default void givesBackEveryFieldAsItWasFolded() {
        Entry full = new Entry(
                -1,
                Long.MIN_VALUE,
                NOW,
                "acme' --",
                "née",
                "ci",
                "admins",
                "gpt-4o",
                "openai",
                206,
                Usage.tokens(7, 6)
                        .but()
                        .cachedInput(5)
                        .cacheWrite(4)
                        .reasoning(3)
                        .cacheWriteHour(2)
                        .audioInput(1)
                        .audioOutput(8)
                        .imageInput(9)
                        .imageOutput(10)
                        .images(11)
                        .queries(12)
                        .origin(Usage.Origin.ESTIMATED)
                        .build(),
                true,
                123_456_789_012L,
                "2026-11",
                true,
                false,
                List.of());
        Entry bare = new Entry(
                0,
                1,
                NOW,
                "default",
                null,
                "anyone",
                null,
                "",
                "",
                0,
                Usage.NONE,
                false,
                0,
                "",
                false,
                true,
                List.of());

        store().ledger().fold(List.of(full, bare));

        assertThat(store().usage().entries(all(), null, 10)).containsExactly(bare, full);
    }

    @Test
    default void countsForEachGroupWhatWasUsedThere() {
        Entry entry =
                entry(1, NOW, "bob", 50, false).with(List.of(new Share("first", 3, 20), new Share("second", 0, 0)));
        store().ledger().fold(List.of(entry));

        List<Used> used = new ArrayList<>();
        store().ledger().used(NOW, used::add);

        assertThat(used)
                .contains(
                        new Used(new Holder(Scope.GROUP, "first"), LimitKind.DAY_REQUESTS, 1),
                        new Used(new Holder(Scope.GROUP, "first"), LimitKind.DAY_TOKENS, 3),
                        new Used(new Holder(Scope.GROUP, "first"), LimitKind.MONTH_BUDGET, 20),
                        new Used(new Holder(Scope.GROUP, "second"), LimitKind.DAY_REQUESTS, 1),
                        new Used(new Holder(Scope.GROUP, entry.provider()), LimitKind.DAY_REQUESTS, 1),
                        new Used(new Holder(Scope.GROUP, entry.provider()), LimitKind.MONTH_BUDGET, 30),
                        new Used(new Holder(Scope.USER, "bob"), LimitKind.DAY_BUDGET, 50));
    }

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
