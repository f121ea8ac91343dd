package dev.sluice.core.store;

import static dev.sluice.core.store.LedgerContract.DAY;
import static dev.sluice.core.store.LedgerContract.NOW;
import static dev.sluice.core.store.LedgerContract.all;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.CreditChange;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.Result;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.request.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The ledger of every store against plain maps, through random folds, repeats, credits and prunes. */
public interface LedgerModelContract {

    /** The store under test, fresh for each test; closed by its owner. */
    Store store();

    /** Entries that the store may have in one row, which it drops together. */
    default int mostInARow() {
        return 1;
    }

    @RepeatedTest(10)
    default void comesToWhatPlainMapsComeTo(RepetitionInfo repetition) {
        long seed = 4711L * repetition.getCurrentRepetition();
        Model model = new Model(store(), mostInARow(), new Random(seed), "seed " + seed);
        for (int step = 0; step < 120; step++) {
            model.step();
        }
        model.compare();
    }

    /** What a ledger must come to. */
    final class Model {

        private static final List<LimitKind> DAYS =
                List.of(LimitKind.DAY_REQUESTS, LimitKind.DAY_TOKENS, LimitKind.DAY_BUDGET);
        private static final List<LimitKind> MONTHS =
                List.of(LimitKind.MONTH_REQUESTS, LimitKind.MONTH_TOKENS, LimitKind.MONTH_BUDGET);
        private static final List<String> USERS = List.of("ann", "bob", "eve");

        private final Ledger ledger;
        private final Store store;
        private final int mostInARow;
        private final Random random;
        private final String run;
        private final List<String> steps = new ArrayList<>();

        /** All that was ever folded, and what there still is of it. */
        private final List<Entry> folded = new ArrayList<>();

        private final Map<Long, Entry> present = new TreeMap<>();
        private final Map<String, Long> balances = new HashMap<>();
        private final Map<String, CreditChange> changes = new HashMap<>();
        private long lastId;

        Model(Store store, int mostInARow, Random random, String run) {
            this.store = store;
            this.mostInARow = mostInARow;
            this.ledger = store.ledger();
            this.random = random;
            this.run = run;
        }

        void step() {
            int choice = random.nextInt(20);
            if (choice < 11) {
                fold();
            } else if (choice < 17) {
                credit();
            } else if (choice < 18) {
                prune();
            } else {
                compare();
            }
        }

        /** Some that are new, some that are there, in any order, and some twice. */
        private void fold() {
            List<Entry> batch = new ArrayList<>();
            for (int each = random.nextInt(12); each > 0; each--) {
                boolean again = random.nextInt(3) == 0 && !present.isEmpty();
                Entry entry = again ? List.copyOf(present.values()).get(random.nextInt(present.size())) : fresh();
                batch.add(entry);
                if (!again && random.nextInt(8) == 0) {
                    batch.add(random.nextInt(batch.size()), entry);
                }
            }
            ledger.fold(batch);
            for (Entry entry : batch) {
                if (present.putIfAbsent(entry.idLow(), entry) == null) {
                    folded.add(entry);
                    if (entry.prepaid() && entry.user() != null) {
                        balances.merge(entry.user(), -entry.picoDollars(), Long::sum);
                    }
                }
            }
            steps.add("fold " + batch.size());
        }

        private Entry fresh() {
            lastId++;
            if (random.nextInt(3) == 0) {
                return alike();
            }
            String user = random.nextInt(4) == 0 ? null : USERS.get(random.nextInt(USERS.size()));
            int pays = random.nextInt(3);
            return new Entry(
                    7,
                    lastId,
                    NOW - random.nextInt(60) * DAY / 2,
                    "acme",
                    user,
                    "k" + random.nextInt(3),
                    random.nextBoolean() ? "dev" : null,
                    "gpt",
                    "p" + random.nextInt(2),
                    200,
                    Usage.tokens(random.nextInt(100), random.nextInt(100)),
                    false,
                    random.nextInt(1_000_000),
                    "v1",
                    pays == 1,
                    pays == 2,
                    List.of());
        }

        /** As cached answers are: many differ in their ids alone. */
        private Entry alike() {
            return new Entry(
                    7,
                    lastId,
                    NOW - random.nextInt(3) * 25 * DAY,
                    "acme",
                    random.nextInt(4) == 0 ? "bob" : null,
                    "k0",
                    null,
                    "gpt",
                    "p0",
                    200,
                    Usage.NONE,
                    false,
                    0,
                    "",
                    false,
                    false,
                    List.of());
        }

        private void credit() {
            String user = USERS.get(random.nextInt(USERS.size()));
            String key = "c" + random.nextInt(12);
            long amount = (random.nextInt(5) - 2) * 1_000_000L + 1;
            long had = balances.getOrDefault(user, 0L);
            @Nullable CreditChange made = changes.get(user + key);

            CreditChange change = ledger.credit(user, amount, key, NOW + steps.size());

            steps.add("credit " + user + " " + amount + " " + key);
            if (made != null) {
                Result result = made.picoDollars() == amount ? Result.REPEATED : Result.KEY_REUSED;
                assertThat(change)
                        .as(what())
                        .isEqualTo(new CreditChange(
                                user, made.picoDollars(), made.balance(), made.madeEpochMillis(), result));
            } else if (amount < 0 && had < -amount) {
                assertThat(change.result()).as(what()).isEqualTo(Result.TOO_LITTLE);
            } else {
                assertThat(change)
                        .as(what())
                        .isEqualTo(new CreditChange(user, amount, had + amount, NOW + steps.size() - 1, Result.MADE));
                balances.put(user, had + amount);
                changes.put(user + key, change);
            }
        }

        /** Gives up what is old, all of it or a part; what followed from it stays. */
        private void prune() {
            long before = NOW - random.nextInt(20, 40) * DAY;
            int most = random.nextInt(1, 30);
            long old = present.values().stream()
                    .filter(entry -> entry.endedEpochMillis() < before)
                    .count();

            int dropped = store.usage().prune(before, most);
            steps.add("prune " + most);
            // Whole rows: exactly so many where each has one.
            assertThat((long) dropped)
                    .as(what())
                    .isBetween(Math.min(most, old), Math.min((long) most * mostInARow, old));
            // Which of the old ones, where there are too many, is the store's choice.
            Set<Long> left = new HashSet<>();
            store.usage().entries(all(), null, Integer.MAX_VALUE).forEach(entry -> left.add(entry.idLow()));
            assertThat(present.values())
                    .as(what())
                    .filteredOn(entry -> !left.contains(entry.idLow()))
                    .hasSize(dropped)
                    .allMatch(entry -> entry.endedEpochMillis() < before);
            present.keySet().retainAll(left);
        }

        void compare() {
            assertThat(store.usage().entries(all(), null, Integer.MAX_VALUE))
                    .as(what())
                    .containsExactlyInAnyOrderElementsOf(present.values());
            assertThat(store.usage().count(all(), Integer.MAX_VALUE)).as(what()).isEqualTo(present.size());
            assertThat(byKey()).as(what()).isEqualTo(presentByKey());
            Map<String, Long> credits = new HashMap<>();
            ledger.balances((Balance each) -> credits.put(each.user(), each.picoDollars()));
            assertThat(credits).as(what()).isEqualTo(balances);
            Set<TrialUse> trials = new HashSet<>();
            ledger.trials(trials::add);
            assertThat(trials).as(what()).isEqualTo(tried());
            Set<Used> used = new HashSet<>();
            ledger.used(NOW, used::add);
            assertThat(used).as(what()).isEqualTo(used());
        }

        private Map<String, Long> byKey() {
            Map<String, Long> requests = new TreeMap<>();
            UsageQuery query = new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of(Column.KEY));
            store.usage().sums(query, 100, row -> requests.put(row.values().get(Column.KEY), row.requests()));
            return requests;
        }

        private Map<String, Long> presentByKey() {
            return present.values().stream()
                    .collect(Collectors.groupingBy(Entry::key, TreeMap::new, Collectors.counting()));
        }

        private Set<TrialUse> tried() {
            Set<TrialUse> tried = new HashSet<>();
            for (String user : USERS) {
                List<Entry> by = folded.stream()
                        .filter(entry -> entry.trial() && user.equals(entry.user()))
                        .toList();
                if (!by.isEmpty()) {
                    tried.add(new TrialUse(user, by.size(), tokens(by), cost(by)));
                }
            }
            return tried;
        }

        /** Of the day and the month of now. */
        private Set<Used> used() {
            Set<Used> used = new HashSet<>();
            Map<Scope, Function<Entry, @Nullable String>> ids = Map.of(
                    Scope.KEY, Entry::key,
                    Scope.USER, Entry::user,
                    Scope.ROLE, Entry::role,
                    Scope.TENANT, Entry::tenant,
                    Scope.GROUP, Entry::provider);
            ids.forEach((scope, id) -> {
                Map<Holder, List<Entry>> byHolder = folded.stream()
                        .filter(entry -> id.apply(entry) != null)
                        .collect(Collectors.groupingBy(entry -> new Holder(scope, String.valueOf(id.apply(entry)))));
                byHolder.forEach((holder, entries) -> {
                    add(used, holder, in(Period.DAY, entries), DAYS);
                    add(used, holder, in(Period.MONTH, entries), MONTHS);
                });
            });
            return used;
        }

        private static List<Entry> in(Period period, List<Entry> entries) {
            return entries.stream()
                    .filter(entry -> period.number(entry.endedEpochMillis()) == period.number(NOW))
                    .toList();
        }

        private static void add(Set<Used> used, Holder holder, List<Entry> entries, List<LimitKind> kinds) {
            if (!entries.isEmpty()) {
                used.add(new Used(holder, kinds.get(0), entries.size()));
                used.add(new Used(holder, kinds.get(1), tokens(entries)));
                used.add(new Used(holder, kinds.get(2), cost(entries)));
            }
        }

        private static long tokens(List<Entry> entries) {
            return entries.stream()
                    .mapToLong(entry -> Math.max(0, entry.usage().input())
                            + Math.max(0, entry.usage().output()))
                    .sum();
        }

        private static long cost(List<Entry> entries) {
            return entries.stream().mapToLong(Entry::picoDollars).sum();
        }

        private String what() {
            return run + ": " + steps;
        }
    }
}
