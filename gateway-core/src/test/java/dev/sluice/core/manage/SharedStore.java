package dev.sluice.core.manage;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One store that several gateways share, each by a view of its own. What a view is told, and when its writes complete,
 * a test decides: the changes of one row come in their order, all else in any; what a gateway did itself is told, too.
 */
final class SharedStore {

    private static final Object COMPLETIONS = "completions";

    final MemoryStore inner = new MemoryStore();
    private final List<View> views = new ArrayList<>();

    /** Something that a view's gateway will hear of; the rows that it is about keep it behind earlier ones. */
    private record News(Set<Object> rows, boolean told, Runnable run) {}

    View view() {
        View view = new View();
        views.add(view);
        return view;
    }

    /** What it has of a key of that name. */
    StoredKey key(String name) {
        return inner.providerKeys().stream()
                .filter(row -> row.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** Delivers all there is, until nothing more comes of it. */
    void settle() {
        Random calm = new Random(1);
        boolean some = true;
        while (some) {
            some = false;
            for (View view : views) {
                while (view.deliver(calm, Weather.CALM)) {
                    some = true;
                }
            }
        }
    }

    private synchronized void tell(Collection<?> rows, Consumer<StoreWatcher> news) {
        for (View view : views) {
            view.post(new News(Set.copyOf(rows), true, () -> {
                StoreWatcher told = view.watcher;
                if (told != null) {
                    news.accept(told);
                }
            }));
        }
    }

    /** How news come. */
    enum Weather {
        CALM,
        /** Some come again, behind later ones of the same row; some are lost, and it is told that they are. */
        STORMY
    }

    /** What one gateway has of the store. */
    final class View implements Store {

        private final List<News> posted = new ArrayList<>();
        private volatile @Nullable StoreWatcher watcher;
        private volatile boolean broken;
        private int writes;
        private int reads;

        /** Delivers one piece of news; false where there is none. One thread at a time. */
        boolean deliver(Random random, Weather weather) {
            News news = next(random);
            if (news == null) {
                return false;
            }
            int luck = weather == Weather.CALM || !news.told() ? 0 : random.nextInt(20);
            if (luck == 1) {
                post(new News(Set.of(new Object()), false, () -> {
                    StoreWatcher told = watcher;
                    if (told != null) {
                        told.changesMissed();
                    }
                }));
                return true;
            }
            if (luck > 16) {
                post(news);
            }
            news.run().run();
            return true;
        }

        /** Completes all that this gateway has written, before it is told of anything. */
        void complete() {
            while (true) {
                News answer;
                synchronized (SharedStore.this) {
                    answer = posted.stream()
                            .filter(news -> news.rows().contains(COMPLETIONS))
                            .findFirst()
                            .orElse(null);
                    posted.remove(answer);
                }
                if (answer == null) {
                    return;
                }
                answer.run().run();
            }
        }

        /** What it was to be told so far gets lost. */
        void lose() {
            synchronized (SharedStore.this) {
                posted.removeIf(News::told);
            }
        }

        private @Nullable News next(Random random) {
            synchronized (SharedStore.this) {
                Set<Object> behind = new HashSet<>();
                List<News> free = new ArrayList<>();
                for (News news : posted) {
                    if (news.rows().stream().noneMatch(behind::contains)) {
                        free.add(news);
                    }
                    behind.addAll(news.rows());
                }
                if (free.isEmpty()) {
                    return null;
                }
                News chosen = free.get(random.nextInt(free.size()));
                posted.remove(chosen);
                return chosen;
            }
        }

        private void post(News news) {
            synchronized (SharedStore.this) {
                posted.add(news);
            }
        }

        /** Writes of keys so far. */
        int keyWrites() {
            synchronized (SharedStore.this) {
                return writes;
            }
        }

        /** How often keys were read so far. */
        int keyReads() {
            synchronized (SharedStore.this) {
                return reads;
            }
        }

        /** Nothing can be read any more, until it is {@link #mend}ed. */
        void breakDown() {
            broken = true;
        }

        void mend() {
            broken = false;
        }

        private <T> CompletionStage<T> later(CompletionStage<T> made) {
            CompletableFuture<T> later = new CompletableFuture<>();
            T result = made.toCompletableFuture().join();
            post(new News(Set.of(COMPLETIONS), false, () -> later.complete(result)));
            return later.minimalCompletionStage();
        }

        @Override
        public void watch(StoreWatcher told) {
            watcher = told;
        }

        @Override
        public List<StoredKey> providerKeys() {
            requireWhole();
            synchronized (SharedStore.this) {
                reads++;
                return inner.providerKeys();
            }
        }

        @Override
        public List<StoredAccount> accounts() {
            requireWhole();
            return inner.accounts();
        }

        private void requireWhole() {
            if (broken) {
                throw new StoreException("the store does not answer");
            }
        }

        @Override
        public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
            synchronized (SharedStore.this) {
                writes += keys.isEmpty() ? 0 : 1;
                Map<StoredKey.Id, StoredKey> there = new HashMap<>();
                inner.providerKeys().forEach(row -> there.put(row.id(), row));
                List<StoredKey> kept = keys.stream()
                        .filter(row -> row.replaces(there.get(row.id())))
                        .toList();
                CompletionStage<Void> saved = inner.saveProviderKeys(keys);
                if (!kept.isEmpty()) {
                    tell(ids(kept), told -> told.providerKeysSaved(kept));
                }
                return later(saved);
            }
        }

        @Override
        public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
            synchronized (SharedStore.this) {
                writes += keys.isEmpty() ? 0 : 1;
                CompletionStage<List<StoredKey>> changed = inner.changeProviderKeys(keys);
                if (changed.toCompletableFuture().join().isEmpty()) {
                    tell(ids(keys), told -> told.providerKeysSaved(keys));
                }
                return later(changed);
            }
        }

        private static Set<Object> ids(List<StoredKey> keys) {
            Set<Object> ids = new HashSet<>();
            keys.forEach(key -> ids.add(key.id()));
            return ids;
        }

        @Override
        public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
            synchronized (SharedStore.this) {
                CompletionStage<Void> forgotten = inner.forgetProviderKeys(keys);
                tell(keys, told -> told.providerKeysForgotten(keys));
                return later(forgotten);
            }
        }

        @Override
        public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
            synchronized (SharedStore.this) {
                CompletionStage<List<AccountConflict>> made = inner.changeAccounts(changes);
                if (made.toCompletableFuture().join().isEmpty()) {
                    changes.forEach(change -> tell(List.of(change.id()), told -> {
                        if (change.row() == null) {
                            told.accountsForgotten(List.of(change.id()));
                        } else {
                            told.accountsSaved(List.of(change.row()));
                        }
                    }));
                }
                return later(made);
            }
        }

        @Override
        public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
            return inner.responseHome(id);
        }

        @Override
        public CompletionStage<Void> saveResponseHome(ResponseHome home) {
            return inner.saveResponseHome(home);
        }

        @Override
        public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
            return inner.forgetResponseHome(id);
        }

        @Override
        public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
            return inner.forgetResponseHomesBefore(epochMillis);
        }

        @Override
        public Ledger ledger() {
            return new ToldLedger();
        }

        @Override
        public UsageRecords usage() {
            return inner.usage();
        }

        @Override
        public void close() {}
    }

    /** The ledger of the store, which tells of credits. */
    private final class ToldLedger implements Ledger {

        private final Ledger ledger = inner.ledger();

        @Override
        public void fold(List<Entry> entries) {
            ledger.fold(entries);
        }

        @Override
        public void used(long epochMillis, Consumer<Used> to) {
            ledger.used(epochMillis, to);
        }

        @Override
        public void trials(Consumer<TrialUse> to) {
            ledger.trials(to);
        }

        @Override
        public void balances(Consumer<Balance> to) {
            ledger.balances(to);
        }

        @Override
        public long balance(String user) {
            return ledger.balance(user);
        }

        @Override
        public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
            synchronized (SharedStore.this) {
                CreditChange change = ledger.credit(user, picoDollars, idempotencyKey, epochMillis);
                if (change.result() == Result.MADE) {
                    tell(List.of(user), told -> told.credited(user, change.balance()));
                }
                return change;
            }
        }

        @Override
        public List<Credit> credits(String user, long before, int most) {
            return ledger.credits(user, before, most);
        }
    }
}
