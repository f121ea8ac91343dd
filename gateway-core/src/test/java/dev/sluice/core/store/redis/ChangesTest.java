package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisStoreTest.account;
import static dev.sluice.core.store.redis.RedisStoreTest.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ChangesTest {

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void tellsOthersOfEveryChangeInItsOrder() {
        StoredKey key =
                new StoredKey("openai", "a", KeySource.API, "sealed", "f", 1, KeyState.INVALID, 3, "why", 7, false, 0);
        REDIS.store().watch(new Notes());
        try (RedisStore another = REDIS.another()) {
            Rows.save(another, List.of(account("bob", 1), account("eve", 2)));
            Rows.forget(
                    another,
                    List.of(account("eve", 2).key(), account("never there", 1).key()));
            Rows.save(another, List.of(account("bob", 3)));
            another.saveProviderKeys(List.of(key));
            saved(another.forgetProviderKeys(List.of(key.id())));
            another.ledger().credit("bob", 1_000_000_000_000_000_001L - 1, "k", 1);
            another.ledger().credit("bob", -1, "k2", 1);
        }

        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("credited bob 999999999999999999"));
        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("forgot key a"));
        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved bob 3"));
        assertThat(told.stream()
                        .filter(each -> each.contains("bob") || each.contains("eve"))
                        .toList())
                .containsSubsequence("saved bob 1", "saved eve 2", "forgot eve", "saved bob 3")
                .contains("credited bob 1000000000000000000");
        assertThat(told).contains("saved key " + key).doesNotContain("missed", "forgot never there");
    }

    @Test
    void tellsTwiceWhoseCreditsHavePaidAndOfNobodyElse() {
        REDIS.store().watch(new Notes());
        try (RedisStore another = REDIS.another()) {
            another.ledger().fold(List.of(LedgerContract.entry(1, LedgerContract.NOW, "bob", 5, true)));
            await().atMost(60, TimeUnit.SECONDS).until(() -> Collections.frequency(told, "spent bob") == 2);
            another.ledger()
                    .fold(List.of(
                            LedgerContract.entry(1, LedgerContract.NOW, "bob", 5, true),
                            LedgerContract.entry(2, LedgerContract.NOW, "ann", 5, false),
                            LedgerContract.entry(3, LedgerContract.NOW, "eve", 5, true)));
            await().atMost(60, TimeUnit.SECONDS).until(() -> Collections.frequency(told, "spent eve") == 2);
        }

        assertThat(told).containsExactly("spent bob", "spent bob", "spent eve", "spent eve");
    }

    @Test
    void tellsAgainWhoHasPaidWhenNumbersWereGivenTwice() {
        REDIS.store().watch(new Notes());
        try (RedisStore another = REDIS.another()) {
            for (int i = 1; i <= 3; i++) {
                another.ledger().fold(List.of(LedgerContract.entry(i, LedgerContract.NOW, "u" + i, 5, true)));
            }
        }
        await().atMost(60, TimeUnit.SECONDS).until(() -> Collections.frequency(told, "spent u3") == 2);

        // As when Redis was killed, and what it had lost was folded again before anybody looked.
        REDIS.redis().command("EVAL", """
                redis.call('SET', '{sluice}:spending-number', 2)
                redis.call('ZADD', '{sluice}:spendings', 2, 'late')
                return redis.call('DEL', '{sluice}:generation')""", "0");

        await().atMost(60, TimeUnit.SECONDS).until(() -> Collections.frequency(told, "spent late") == 2);
    }

    @Test
    void tellsOfManyWhoHavePaidAtOnceAPartAtATime() {
        REDIS.store().watch(new Notes());
        try (RedisStore another = REDIS.another()) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 2_500; i++) {
                entries.add(LedgerContract.entry(i, LedgerContract.NOW, "u" + i, 5, true));
            }
            another.ledger().fold(entries);
        }

        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> told.stream()
                                .filter(each -> each.startsWith("spent"))
                                .distinct()
                                .count()
                        == 2_500);
    }

    @Test
    void tellsAlsoWhatWasChangedBetweenItsOpeningAndBeingWatched() {
        try (RedisStore another = REDIS.another()) {
            Rows.save(another, List.of(account("bob", 1)));
        }

        REDIS.store().watch(new Notes());

        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved bob 1"));
    }

    @Test
    void losesNothingWithTheMessagesThatSayThatThereIsSomething() {
        REDIS.store().watch(new Notes());
        // As if Redis had dropped the connection that listens at that moment.
        REDIS.redis().command("CLIENT", "KILL", "TYPE", "pubsub");
        try (RedisStore another = REDIS.another()) {
            Rows.save(another, List.of(account("bob", 1)));
        }

        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved bob 1"));
    }

    @Test
    void tellsThatChangesWereMissedWhenTheyAreThereNoMore() {
        try (RedisStore another = REDIS.another()) {
            for (int from = 0; from < 12_000; from += 1_000) {
                List<StoredAccount> part = new ArrayList<>();
                for (int i = from; i < from + 1_000; i++) {
                    part.add(account("u" + i, i));
                }
                Rows.save(another, part);
            }
            REDIS.store().watch(new Notes());

            await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("missed"));
            Rows.save(another, List.of(account("bob", 1)));
            await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved bob 1"));
        }
        assertThat(told).doesNotContain("saved u0 0");
    }

    @Test
    void goesOnFromMemoryWhenRedisWasFlushedAndTellsWhatIsWrittenSince() {
        REDIS.store().watch(new Notes());
        Rows.save(REDIS.store(), List.of(account("bob", 1), account("eve", 1)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved eve 1"));

        REDIS.redis().command("FLUSHALL");
        try (RedisStore another = REDIS.another()) {
            Rows.save(another, List.of(account("restored", 1)));
        }

        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved restored 1"));
        assertThat(told).doesNotContain("missed", "forgot bob", "forgot eve");
    }

    @Test
    void takesNothingForTheTruthThatIsLessThanItHad() {
        REDIS.store().watch(new Notes());
        Rows.save(REDIS.store(), List.of(account("bob", 1), account("eve", 1)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved eve 1"));
        told.clear();

        // As when a cluster loses the shard that has accounts, and that one alone.
        REDIS.redis()
                .command("DEL", "{sluice:accounts}:rows", "{sluice:accounts}:version", "{sluice:accounts}:changes");

        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("lost"));
        assertThat(told).doesNotContain("missed", "forgot bob", "forgot eve");
        Rows.save(REDIS.store(), List.of(account("restored", 1)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> told.contains("saved restored 1"));
        assertThat(REDIS.store().accounts()).containsExactly(account("restored", 1));
    }

    @Test
    void givesNobodyLessThanItHadBeforeThatIsNoticed() {
        Rows.save(REDIS.store(), List.of(account("bob", 1)));
        try (RedisStore another = REDIS.another()) {
            assertThat(another.accounts()).hasSize(1);
            REDIS.redis().command("DEL", "{sluice:accounts}:rows", "{sluice:accounts}:version");

            assertThatThrownBy(another::accounts)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("has lost some");
            assertThat(another.providerKeys()).isEmpty();
        }
    }

    private final class Notes implements StoreWatcher {

        @Override
        public void accountsSaved(List<StoredAccount> saved) {
            saved.forEach(each -> told.add("saved " + each.id() + " " + each.version()));
        }

        @Override
        public void accountsForgotten(Collection<StoredAccount.Id> forgotten) {
            forgotten.forEach(each -> told.add("forgot " + each.id()));
        }

        @Override
        public void providerKeysSaved(List<StoredKey> saved) {
            saved.forEach(each -> told.add("saved key " + each));
        }

        @Override
        public void providerKeysForgotten(Collection<StoredKey.Id> forgotten) {
            forgotten.forEach(each -> told.add("forgot key " + each.name()));
        }

        @Override
        public void credited(String user, long picoDollars) {
            told.add("credited " + user + " " + picoDollars);
        }

        @Override
        public void spent(Collection<String> users) {
            users.forEach(each -> told.add("spent " + each));
        }

        @Override
        public void rowsLost() {
            told.add("lost");
        }

        @Override
        public void changesMissed() {
            told.add("missed");
        }
    }
}
