package dev.sluice.core.store.memory;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.ledger.Sums.Sum;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.ledger.UsageSums;
import dev.sluice.core.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ledger in memory: sums until the process ends, and the latest 50,000 entries. Thread-safe. */
final class MemoryLedger implements Ledger, UsageRecords {

    private static final int MOST_ENTRIES = 50_000;
    private static final Comparator<Entry> BY_TIME = Comparator.comparingLong(Entry::endedEpochMillis)
            .thenComparing(Entry::idHigh, Long::compareUnsigned)
            .thenComparing(Entry::idLow, Long::compareUnsigned);

    private final LatestEntries entries = new LatestEntries(MOST_ENTRIES);
    private final Map<Sums.Key, Sum> sums = new HashMap<>();
    private final Map<String, Sum> trials = new HashMap<>();
    private final Map<String, Long> balances = new HashMap<>();
    private final Map<String, Map<String, Credit>> credits = new HashMap<>();
    private long numbered;

    /** No entry ended before: mostly there is nothing to prune, and no need to look at all of them. */
    private long eldestEnd = Long.MAX_VALUE;

    private boolean closed;

    @Override
    public synchronized void fold(List<Entry> more) {
        requireOpen();
        Sums added = new Sums();
        for (Entry entry : more) {
            if (entries.add(entry)) {
                eldestEnd = Math.min(eldestEnd, entry.endedEpochMillis());
                added.add(entry);
                pay(entry);
            }
        }
        added.all().forEach((key, sum) -> sums.merge(key, sum, Sum::plus));
    }

    private void pay(Entry entry) {
        String user = entry.user();
        if (user == null) {
            return;
        }
        if (entry.prepaid()) {
            long paid = Sums.of(entry).picoDollars();
            balances.merge(user, -paid, (had, less) -> had < -Sums.MOST - less ? -Sums.MOST : had + less);
        } else if (entry.trial()) {
            trials.merge(user, Sums.of(entry), Sum::plus);
        }
    }

    @Override
    public synchronized void used(long epochMillis, Consumer<Used> to) {
        requireOpen();
        sums.forEach((key, sum) -> {
            if (key.number() == key.period().number(epochMillis)) {
                boolean day = key.period() == Period.DAY;
                Holder who = key.holder();
                to.accept(new Used(who, day ? LimitKind.DAY_REQUESTS : LimitKind.MONTH_REQUESTS, sum.requests()));
                to.accept(new Used(who, day ? LimitKind.DAY_TOKENS : LimitKind.MONTH_TOKENS, sum.tokens()));
                to.accept(new Used(who, day ? LimitKind.DAY_BUDGET : LimitKind.MONTH_BUDGET, sum.picoDollars()));
            }
        });
    }

    @Override
    public synchronized void trials(Consumer<TrialUse> to) {
        requireOpen();
        trials.forEach((user, sum) -> to.accept(new TrialUse(user, sum.requests(), sum.tokens(), sum.picoDollars())));
    }

    @Override
    public synchronized void balances(Consumer<Balance> to) {
        requireOpen();
        balances.forEach((user, credit) -> to.accept(new Balance(user, credit)));
    }

    @Override
    public synchronized long balance(String user) {
        requireOpen();
        return balances.getOrDefault(user, 0L);
    }

    @Override
    public synchronized CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        requireOpen();
        Map<String, Credit> before = credits.computeIfAbsent(user, each -> new LinkedHashMap<>());
        Credit made = before.get(idempotencyKey);
        if (made != null) {
            Result result = made.picoDollars() == picoDollars ? Result.REPEATED : Result.KEY_REUSED;
            return new CreditChange(user, made.picoDollars(), made.balance(), made.madeEpochMillis(), result);
        }
        CreditChange change = CreditChange.to(balance(user), user, picoDollars, epochMillis);
        if (change.result() == Result.MADE) {
            numbered++;
            balances.put(user, change.balance());
            before.put(
                    idempotencyKey, new Credit(numbered, idempotencyKey, picoDollars, change.balance(), epochMillis));
        }
        return change;
    }

    @Override
    public synchronized List<Credit> credits(String user, long before, int most) {
        requireOpen();
        return credits.getOrDefault(user, Map.of()).values().stream()
                .filter(credit -> credit.number() < before)
                .sorted(Comparator.comparingLong(Credit::number).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public void sums(UsageQuery query, int most, Consumer<UsageQuery.Row> to) {
        UsageSums found = new UsageSums(query);
        matching(query).forEach(found::add);
        found.rows().stream().limit(most).forEach(to);
    }

    @Override
    public List<Entry> entries(UsageQuery query, @Nullable Entry after, int most) {
        return matching(query).stream()
                .filter(entry -> after == null || BY_TIME.compare(entry, after) > 0)
                .sorted(BY_TIME)
                .limit(most)
                .toList();
    }

    @Override
    public int count(UsageQuery query, int most) {
        return Math.min(most, matching(query).size());
    }

    @Override
    public synchronized int prune(long beforeEpochMillis, int most) {
        requireOpen();
        sums.keySet().removeIf(key -> key.number() < key.period().number(beforeEpochMillis));
        if (beforeEpochMillis <= eldestEnd) {
            return 0;
        }
        int removed = entries.removeEndedBefore(beforeEpochMillis, most);
        eldestEnd = removed == most ? eldestEnd : beforeEpochMillis;
        return removed;
    }

    synchronized void close() {
        closed = true;
    }

    private synchronized List<Entry> matching(UsageQuery query) {
        requireOpen();
        List<Entry> matching = new ArrayList<>();
        entries.forEach(entry -> {
            if (UsageSums.matches(query, entry)) {
                matching.add(entry);
            }
        });
        return matching;
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }
}
