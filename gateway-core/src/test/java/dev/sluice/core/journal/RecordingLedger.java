package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what is folded, each exchange once, and fails when it is told to. Thread-safe. */
final class RecordingLedger implements Ledger {

    private final List<Entry> entries = new ArrayList<>();
    private int failures;
    private int doubled;
    private Runnable meanwhile = () -> {};

    synchronized void failNext(int times) {
        failures = times;
    }

    /** What happens while it is folded. */
    synchronized void meanwhile(Runnable happens) {
        meanwhile = happens;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Entries that were folded more than once. */
    synchronized int doubled() {
        return doubled;
    }

    @Override
    public synchronized void fold(List<Entry> more) {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("the disk is full");
        }
        for (Entry entry : more) {
            boolean known =
                    entries.stream().anyMatch(each -> each.idHigh() == entry.idHigh() && each.idLow() == entry.idLow());
            doubled += known ? 1 : 0;
            entries.add(entry);
        }
        meanwhile.run();
    }

    @Override
    public void used(long epochMillis, Consumer<Used> to) {}

    @Override
    public void trials(Consumer<TrialUse> to) {}

    @Override
    public void balances(Consumer<Balance> to) {}

    @Override
    public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        throw new UnsupportedOperationException("no credits here");
    }

    @Override
    public long balance(String user) {
        return 0;
    }

    @Override
    public List<Credit> credits(String user, long before, int most) {
        return List.of();
    }
}
