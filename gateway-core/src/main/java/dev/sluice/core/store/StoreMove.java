package dev.sluice.core.store;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.UsageQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Puts everything that one store has into another, empty one. Blocks. What is written to the first one meanwhile may be
 * in the copy or not; balances and sums are read before entries, and written behind them, so that what is folded
 * meanwhile, and again into the copy, is at worst not charged, and never charged twice.
 */
public final class StoreMove {

    private static final int AT_ONCE = 1_000;
    private static final UsageQuery ALL = new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of());

    private final Moved.Place from;
    private final Moved.Place to;

    private StoreMove(Moved.Place from, Moved.Place to) {
        this.from = from;
        this.to = to;
    }

    /** What was moved. */
    public record Count(int accounts, int providerKeys, long entries) {}

    /**
     * Moves all of it.
     *
     * @param epochMillis the time: sums are those of its day and month
     * @throws StoreException when the second one is not empty, or one of them fails
     */
    public static Count run(Moved.Place from, Moved.Place to, long epochMillis) {
        return new StoreMove(from, to).run(epochMillis);
    }

    private Count run(long epochMillis) {
        requireEmpty();
        List<Balance> balances = new ArrayList<>();
        List<Used> used = new ArrayList<>();
        List<TrialUse> trials = new ArrayList<>();
        from.ledger().balances(balances::add);
        from.ledger().used(epochMillis, used::add);
        from.ledger().trials(trials::add);
        // What is folded there before its entry has come is overwritten by what follows, and then is there already.
        long entries = entries();
        parts(balances, part -> to.put(new Moved.Balances(part)));
        to.put(new Moved.Sums(epochMillis, used));
        parts(trials, part -> to.put(new Moved.Trials(part)));
        balances.forEach(balance -> credits(balance.user()));
        List<ResponseHome> homes = new ArrayList<>();
        from.homes(homes::add);
        parts(homes, part -> part.stream().map(to::saveResponseHome).toList().forEach(StoreMove::await));
        List<StoredKey> keys = from.providerKeys();
        parts(keys, part -> await(to.saveProviderKeys(part)));
        List<StoredAccount> accounts = from.accounts();
        parts(accounts, this::make);
        return new Count(accounts.size(), keys.size(), entries);
    }

    private void make(List<StoredAccount> rows) {
        List<AccountChange> changes = rows.stream()
                .map(row -> AccountChange.save(row, AccountChange.NONE))
                .toList();
        if (!await(to.changeAccounts(changes)).isEmpty()) {
            throw new StoreException("somebody else has begun to write there: stop all gateways, and empty it again");
        }
    }

    private void requireEmpty() {
        Ledger ledger = to.ledger();
        List<Balance> balances = new ArrayList<>();
        ledger.balances(balances::add);
        boolean empty = balances.isEmpty()
                && to.accounts().isEmpty()
                && to.providerKeys().isEmpty()
                && to.usage().count(ALL, 1) == 0;
        if (!empty) {
            throw new StoreException("the store is not empty, and nothing is put over what is there: empty it first");
        }
    }

    private void credits(String user) {
        List<Credit> all = new ArrayList<>();
        long before = Long.MAX_VALUE;
        for (List<Credit> part = credits(user, before); !part.isEmpty(); part = credits(user, before)) {
            all.addAll(part);
            before = part.get(part.size() - 1).number();
        }
        Collections.reverse(all);
        parts(all, part -> to.put(new Moved.Credits(user, part)));
    }

    private List<Credit> credits(String user, long before) {
        return from.ledger().credits(user, before, AT_ONCE);
    }

    private long entries() {
        long count = 0;
        for (List<Entry> part = from.usage().entries(ALL, null, AT_ONCE); !part.isEmpty(); ) {
            to.put(new Moved.Entries(part));
            count += part.size();
            part = from.usage().entries(ALL, part.get(part.size() - 1), AT_ONCE);
        }
        return count;
    }

    private static <T> void parts(List<T> all, Consumer<List<T>> to) {
        for (int at = 0; at < all.size(); at += AT_ONCE) {
            to.accept(all.subList(at, Math.min(all.size(), at + AT_ONCE)));
        }
    }

    private static <T> T await(CompletionStage<T> write) {
        try {
            return write.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException told ? told : e;
        }
    }
}
