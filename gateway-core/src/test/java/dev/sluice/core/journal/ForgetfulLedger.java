package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A ledger of entries that loses some of them when it is told to, fails when it is told to, and dies in the middle of a
 * call when it is told to. Single-threaded.
 */
final class ForgetfulLedger implements Ledger {

    private final Map<Id, Folded> entries = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final LongSupplier now;
    private String generation = "first";
    private int lives = 1;
    private final Set<Long> refused = new HashSet<>();
    private int failures;
    private int untilDeath = Integer.MAX_VALUE;
    private int folds;

    /** The process has been killed: what follows in it does not happen. */
    static final class Killed extends Error {

        private static final long serialVersionUID = 1;
    }

    private record Id(long high, long low) {}

    private record Folded(Entry entry, long atEpochMillis) {}

    ForgetfulLedger(LongSupplier now) {
        this.now = now;
    }

    /** The next {@code times} folds are refused. */
    void failNext(int times) {
        failures = times;
    }

    /** From now on it takes no batch with one of these exchanges in it. */
    void refuse(Long... ids) {
        refused.clear();
        refused.addAll(List.of(ids));
    }

    /** The process dies at that call of anything that it does not do itself, counted from 0. */
    void dieIn(int calls) {
        untilDeath = calls;
    }

    void live() {
        untilDeath = Integer.MAX_VALUE;
    }

    /** Loses what it has been given since an instant, and does not say so yet. */
    void forgetSince(long epochMillis) {
        entries.values().removeIf(each -> each.atEpochMillis() >= epochMillis);
    }

    /** Tells that it is another than before. */
    void becomeAnother() {
        lives++;
        generation = "life " + lives;
    }

    /** As it is after it was flushed. */
    void forgetAll() {
        forgetSince(Long.MIN_VALUE);
        becomeAnother();
    }

    void beAgain(String former) {
        generation = former;
    }

    List<Entry> entries() {
        return entries.values().stream()
                .map(Folded::entry)
                .sorted(Comparator.comparingLong(Entry::idLow))
                .toList();
    }

    List<Long> ids() {
        return entries().stream().map(Entry::idLow).toList();
    }

    /** Entries that were folded with one content first and then with another. */
    List<String> contradictions() {
        return contradictions;
    }

    /** How many entries it was given, those that it had among them. */
    int folds() {
        return folds;
    }

    /** A call that the process may not survive. */
    void perhapsDie() {
        untilDeath--;
        if (untilDeath < 0) {
            throw new Killed();
        }
    }

    @Override
    public String generation() {
        perhapsDie();
        return generation;
    }

    @Override
    public void fold(List<Entry> more) {
        perhapsDie();
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the database is away");
        }
        if (more.stream().anyMatch(entry -> refused.contains(entry.idLow()))) {
            throw new EntryRefusedException("not this one", new IllegalArgumentException());
        }
        for (Entry entry : more) {
            folds++;
            Folded before =
                    entries.putIfAbsent(new Id(entry.idHigh(), entry.idLow()), new Folded(entry, now.getAsLong()));
            if (before != null && !before.entry().equals(entry)) {
                contradictions.add(before.entry() + " and then " + entry);
            }
        }
        perhapsDie();
    }

    @Override
    public void used(long epochMillis, Consumer<Used> to) {}

    @Override
    public void trials(Consumer<TrialUse> to) {}

    @Override
    public void balances(Consumer<Balance> to) {}

    @Override
    public long balance(String user) {
        return 0;
    }

    @Override
    public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        throw new UnsupportedOperationException("no credits here");
    }

    @Override
    public List<Credit> credits(String user, long before, int most) {
        return List.of();
    }
}
