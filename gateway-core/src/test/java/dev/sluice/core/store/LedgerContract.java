package dev.sluice.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.CreditChange;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.Result;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageQuery.Row;
import dev.sluice.core.request.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ledger of every store keeps to, whatever it is made of. */
public interface LedgerContract {

    /** 25 November 2026, 10:30 UTC. */
    long NOW = 1_795_602_600_000L;

    long HOUR = 3_600_000;
    long DAY = 24 * HOUR;

    /** The store under test, fresh for each test; closed by its owner. */
    Store store();

    @Test
    default void countsAnEntryOnceWhateverIsRepeated() {
        Entry entry = entry(1, NOW, "bob", 5, true);

        store().ledger().fold(List.of(entry, entry));
        store().ledger().fold(List.of(entry, entry(2, NOW, "bob", 5, true)));
        store().ledger().fold(List.of());

        assertThat(store().usage().count(all(), 10)).isEqualTo(2);
        assertThat(store().ledger().balance("bob")).isEqualTo(-10);
        assertThat(used(NOW)).contains(new Used(new Holder(Scope.USER, "bob"), LimitKind.DAY_REQUESTS, 2));
    }

    @Test
    default void isNotToldAgainOfWhatTheJournalHasLost() {
        Entry settled = entry(1, NOW + 10, "bob", 5, true);
        Entry other = entry(2, NOW + 6, "bob", 7, true);

        store().ledger().fold(List.of(settled));
        store().ledger().fold(List.of(cutShort(settled, NOW + 5), cutShort(other, NOW + 6)));
        store().ledger().fold(List.of(cutShort(settled, NOW + 5), cutShort(other, NOW + 6)));

        assertThat(store().usage().entries(all(), null, 10)).containsExactly(cutShort(other, NOW + 6), settled);
        assertThat(store().ledger().balance("bob")).isEqualTo(-12);
    }

    /** As it is settled at a start, at what was observed last. */
    static Entry cutShort(Entry of, long observedEpochMillis) {
        return new Entry(
                of.idHigh(),
                of.idLow(),
                observedEpochMillis,
                of.tenant(),
                of.user(),
                of.key(),
                of.role(),
                of.model(),
                of.provider(),
                0,
                of.usage(),
                of.estimated(),
                of.picoDollars(),
                of.priceVersion(),
                of.prepaid(),
                of.trial(),
                List.of());
    }

    @Test
    default void addsUpForEverybodyTheDayAndTheMonthInWhichAnEntryEnded() {
        Entry entry = new Entry(
                1,
                1,
                NOW,
                "acme",
                "bob",
                "ci",
                "dev",
                "gpt",
                "openai",
                200,
                usage(10, 5),
                false,
                7,
                "",
                false,
                false,
                List.of());

        store().ledger()
                .fold(List.of(entry, entry(2, NOW - DAY, "bob", 3, false), entry(3, NOW - 40 * DAY, "bob", 9, false)));

        Holder bob = new Holder(Scope.USER, "bob");
        assertThat(used(NOW))
                .filteredOn(each -> each.holder().equals(bob))
                .containsExactlyInAnyOrder(
                        new Used(bob, LimitKind.DAY_REQUESTS, 1),
                        new Used(bob, LimitKind.DAY_TOKENS, 15),
                        new Used(bob, LimitKind.DAY_BUDGET, 7),
                        new Used(bob, LimitKind.MONTH_REQUESTS, 2),
                        new Used(bob, LimitKind.MONTH_TOKENS, 17),
                        new Used(bob, LimitKind.MONTH_BUDGET, 10));
        assertThat(used(NOW))
                .filteredOn(each -> each.kind() == LimitKind.DAY_BUDGET)
                .extracting(Used::holder)
                .containsExactlyInAnyOrder(
                        bob,
                        new Holder(Scope.KEY, "ci"),
                        new Holder(Scope.ROLE, "dev"),
                        new Holder(Scope.TENANT, "acme"),
                        new Holder(Scope.GROUP, "openai"));
    }

    @Test
    default void countsForTheDayInWhichAnEntryEndedWhenItIsFoldedLate() {
        store().ledger().fold(List.of(entry(1, NOW, "bob", 1, false), entry(2, NOW - DAY, "bob", 2, false)));
        store().ledger().fold(List.of(entry(3, NOW - DAY, "bob", 4, false), entry(4, NOW, "bob", 8, false)));

        Holder bob = new Holder(Scope.USER, "bob");
        assertThat(used(NOW))
                .contains(new Used(bob, LimitKind.DAY_BUDGET, 9), new Used(bob, LimitKind.MONTH_BUDGET, 15));
        store().ledger().fold(List.of(entry(5, NOW + DAY, "bob", 16, false)));
        assertThat(used(NOW + DAY))
                .contains(new Used(bob, LimitKind.DAY_BUDGET, 16), new Used(bob, LimitKind.MONTH_BUDGET, 31));
        assertThat(used(NOW + 40 * DAY)).isEmpty();
    }

    @Test
    default void takesFromTheBalanceWhatIsPrepaidAndFromTheTrialWhatIsTried() {
        store().ledger().credit("bob", 100, "k", NOW);
        store().ledger()
                .fold(List.of(
                        entry(1, NOW, "bob", 30, true),
                        entry(2, NOW, "bob", 30, false),
                        tried(3, "eve", 4),
                        tried(4, "eve", 5)));

        List<Balance> balances = new ArrayList<>();
        List<TrialUse> trials = new ArrayList<>();
        store().ledger().balances(balances::add);
        store().ledger().trials(trials::add);
        assertThat(balances).containsExactly(new Balance("bob", 70));
        assertThat(trials).containsExactly(new TrialUse("eve", 2, 4, 9));
    }

    @Test
    default void makesAChangeOfCreditsOnceForEachKeyOfAUser() {
        CreditChange first = store().ledger().credit("bob", 100, "k", NOW);
        store().ledger().credit("bob", 11, "other", NOW + 1);
        CreditChange again = store().ledger().credit("bob", 100, "k", NOW + 2);
        CreditChange reused = store().ledger().credit("bob", 101, "k", NOW + 3);
        CreditChange elses = store().ledger().credit("eve", 101, "k", NOW + 4);

        assertThat(first).isEqualTo(new CreditChange("bob", 100, 100, NOW, Result.MADE));
        assertThat(again).isEqualTo(new CreditChange("bob", 100, 100, NOW, Result.REPEATED));
        assertThat(reused).isEqualTo(new CreditChange("bob", 100, 100, NOW, Result.KEY_REUSED));
        assertThat(elses.result()).isEqualTo(Result.MADE);
        assertThat(store().ledger().balance("bob")).isEqualTo(111);
        assertThat(store().ledger().balance("eve")).isEqualTo(101);
        assertThat(store().ledger().balance("nobody")).isZero();
    }

    @Test
    default void keepsBalancesWithinBounds() {
        Ledger ledger = store().ledger();
        ledger.credit("bob", Ledger.MOST_CREDITS - 1, "a", NOW);

        assertThat(ledger.credit("bob", 2, "b", NOW).result()).isEqualTo(Result.TOO_MUCH);
        assertThat(ledger.credit("bob", Long.MAX_VALUE, "c", NOW).result()).isEqualTo(Result.TOO_MUCH);
        assertThat(ledger.credit("bob", -Ledger.MOST_CREDITS, "d", NOW).result())
                .isEqualTo(Result.TOO_LITTLE);
        assertThat(ledger.credit("eve", Long.MIN_VALUE, "d", NOW).result()).isEqualTo(Result.TOO_LITTLE);
        assertThat(ledger.balance("bob")).isEqualTo(Ledger.MOST_CREDITS - 1);
        // What was refused has not used up its key.
        assertThat(ledger.credit("bob", 1, "b", NOW).balance()).isEqualTo(Ledger.MOST_CREDITS);
        assertThat(ledger.credit("bob", -Ledger.MOST_CREDITS, "d", NOW).balance())
                .isZero();
        assertThat(ledger.credits("eve", Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    default void goesOnWhereNumbersMakeNoSense() {
        Usage huge = usage(Long.MAX_VALUE, Long.MAX_VALUE);
        for (int id = 0; id < 3; id++) {
            store().ledger()
                    .fold(List.of(new Entry(
                            id,
                            0,
                            NOW,
                            "t",
                            "bob",
                            "k",
                            null,
                            "m",
                            "p",
                            200,
                            huge,
                            false,
                            Long.MAX_VALUE,
                            "",
                            true,
                            false,
                            List.of())));
            store().ledger()
                    .fold(List.of(new Entry(
                            id,
                            1,
                            NOW,
                            "t",
                            "eve",
                            "k",
                            null,
                            "m",
                            "p",
                            200,
                            huge,
                            false,
                            Long.MAX_VALUE,
                            "",
                            false,
                            true,
                            List.of())));
        }

        assertThat(used(NOW)).contains(new Used(new Holder(Scope.TENANT, "t"), LimitKind.MONTH_BUDGET, Sums.MOST));
        assertThat(used(NOW)).contains(new Used(new Holder(Scope.TENANT, "t"), LimitKind.DAY_TOKENS, Sums.MOST));
        assertThat(store().ledger().balance("bob")).isEqualTo(-Sums.MOST);
        assertThat(sums(all()).get(0).picoDollars())
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(6)));
        assertThat(store().ledger().credit("bob", 5, "k", NOW).balance()).isEqualTo(-Sums.MOST + 5);
    }

    @Test
    default void tellsChangesOfCreditsTheLatestFirstAndInParts() {
        for (int change = 1; change <= 5; change++) {
            store().ledger().credit("bob", change, "k" + change, NOW);
            store().ledger().credit("eve", change, "k" + change, NOW);
        }

        List<Credit> first = store().ledger().credits("bob", Long.MAX_VALUE, 2);
        List<Credit> rest = store().ledger().credits("bob", first.get(1).number(), 10);

        assertThat(first).extracting(Credit::idempotencyKey).containsExactly("k5", "k4");
        assertThat(rest).extracting(Credit::picoDollars).containsExactly(3L, 2L, 1L);
        assertThat(rest).extracting(Credit::balance).containsExactly(6L, 3L, 1L);
    }

    @Test
    default void givesUpOldEntriesInPartsAndKeepsBalances() {
        store().ledger().credit("bob", 100, "k", NOW);
        for (int id = 0; id < 10; id++) {
            store().ledger().fold(List.of(entry(id, NOW - (id % 2 == 0 ? 3 * DAY : 0), "bob", 1, true)));
        }

        assertThat(store().usage().prune(NOW - DAY, 3)).isEqualTo(3);
        assertThat(store().usage().prune(NOW - DAY, 3)).isEqualTo(2);
        assertThat(store().usage().prune(NOW - DAY, 3)).isZero();

        assertThat(store().usage().count(all(), 100)).isEqualTo(5);
        assertThat(store().ledger().balance("bob")).isEqualTo(90);
        Holder bob = new Holder(Scope.USER, "bob");
        assertThat(used(NOW))
                .contains(new Used(bob, LimitKind.MONTH_REQUESTS, 10), new Used(bob, LimitKind.DAY_REQUESTS, 5));
    }

    @Test
    default void agreesWithItsEntriesAfterRandomFolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<Long> known = new HashSet<>();
        long spent = 0;
        for (int batch = 0; batch < 200; batch++) {
            List<Entry> entries = new ArrayList<>();
            for (int each = random.nextInt(20); each > 0; each--) {
                long id = random.nextInt(1_500);
                entries.add(entry(id, NOW, "bob", id, true));
                spent += known.add(id) ? id : 0;
            }
            store().ledger().fold(entries);
        }

        assertThat(store().ledger().balance("bob")).as("seed " + seed).isEqualTo(-spent);
        assertThat(cost(all())).as("seed " + seed).isEqualTo(spent);
        assertThat(used(NOW))
                .as("seed " + seed)
                .contains(new Used(new Holder(Scope.USER, "bob"), LimitKind.DAY_BUDGET, spent));
    }

    @Test
    default void endsWithItsStore() {
        Ledger ledger = store().ledger();
        store().close();

        for (Runnable each : List.<Runnable>of(
                () -> ledger.fold(List.of(entry(1, NOW, "bob", 1, true))),
                () -> ledger.credit("bob", 1, "k", NOW),
                () -> ledger.balance("bob"),
                () -> store().usage().count(all(), 1),
                () -> store().usage().prune(NOW, 1))) {
            assertThatThrownBy(each::run).isInstanceOf(StoreException.class).hasMessage("the store is closed");
        }
    }

    private Set<Used> used(long epochMillis) {
        Set<Used> used = new HashSet<>();
        store().ledger().used(epochMillis, used::add);
        return used;
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

    static UsageQuery all() {
        return new UsageQuery(0, Long.MAX_VALUE, Map.of(), EnumSet.noneOf(Column.class));
    }

    private static Usage usage(long input, long output) {
        return Usage.tokens(input, output);
    }

    private static Entry tried(long id, String user, long cost) {
        return new Entry(
                id,
                0,
                NOW,
                "t",
                user,
                "k",
                null,
                "gpt",
                "openai",
                200,
                usage(2, 0),
                false,
                cost,
                "",
                false,
                true,
                List.of());
    }

    /** An exchange of two tokens. */
    static Entry entry(long id, long ended, @Nullable String user, long cost, boolean prepaid) {
        return new Entry(
                id,
                0,
                ended,
                "t",
                user,
                "k",
                null,
                "gpt",
                "openai",
                200,
                usage(2, 0),
                false,
                cost,
                "",
                prepaid,
                false,
                List.of());
    }
}
