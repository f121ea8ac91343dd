package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.ItemKind;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreContract;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisStoreTest implements StoreContract {

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    @Override
    public Store store() {
        return REDIS.store();
    }

    @Test
    void knowsHowManyGatewaysThereAreBeforeTheFirstRequest() {
        // Nobody is taken to be gone, however long a machine stands still.
        CounterKeys.Clock still = new CounterKeys.Clock(() -> "1795608000000", 30_000);
        RedisCounters.Options patient = new RedisCounters.Options(still, 50, 60_000);
        try (RedisStore another = REDIS.another()) {
            another.counters(patient);

            assertThat(REDIS.store().counters(patient).gateways()).isEqualTo(2);
            assertThat(REDIS.store().counters().orElseThrow())
                    .as("the same one always")
                    .isSameAs(REDIS.store().counters(patient));
        }
    }

    @Test
    void sharesEverythingWithOtherGatewaysOfItsPrefix() {
        StoredKey key = new StoredKey("openai", "a", KeySource.FILE, null, "", 1, KeyState.ACTIVE, 3, "", 0, false, 0);
        Rows.save(store(), List.of(account("bob", 1)));
        saved(store().saveProviderKeys(List.of(key)));
        store().ledger().credit("bob", 5, "k", 1);

        try (Store another = REDIS.another()) {
            assertThat(another.accounts()).containsExactly(account("bob", 1));
            assertThat(another.providerKeys()).containsExactly(key);
            assertThat(another.ledger().balance("bob")).isEqualTo(5);
            assertThat(another.connections()).isEqualTo(2);
        }
    }

    @Test
    void readsVeryManyAccountsWithoutOneLeftOut() {
        int count = 20_000;
        for (int from = 0; from < count; from += 1_000) {
            List<StoredAccount> part = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                part.add(account("u" + i, i));
            }
            Rows.save(store(), part);
        }

        assertThat(store().accounts())
                .hasSize(count)
                .doesNotHaveDuplicates()
                .contains(account("u0", 0), account("u19999", 19_999));
    }

    @Test
    void keepsResponsesForThirtyDaysAndNoLonger() {
        saved(store().saveResponseHome(new ResponseHome(new ResponseHome.Id("bob", "resp_1"), "openai", "k", 1)));

        String ttl = REDIS.redis().command("TTL", "{sluice:home:bob}:resp_1");
        assertThat(Long.parseLong(ttl.substring(1))).isBetween(29 * 86_400L, 30 * 86_400L);
    }

    @Test
    void failsAtOnceWhileRedisRefusesWritesAndWritesAgainAfterwards() {
        REDIS.redis().command("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> Rows.save(store(), List.of(account("bob", 1))))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContainingAll("OOM", "it is full");
        assertThat(store().accounts()).isEmpty();

        REDIS.redis().command("CONFIG", "SET", "maxmemory", "0");
        Rows.save(store(), List.of(account("bob", 1)));
        assertThat(store().accounts()).hasSize(1);
    }

    @Test
    void failsWhileRedisIsAwayAndGoesOnByItself() {
        REDIS.redis().kill();
        await().atMost(60, TimeUnit.SECONDS).until(() -> store().connections() == 0);
        assertThatThrownBy(() -> Rows.save(store(), List.of(account("bob", 1))))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("Redis at 127.0.0.1");
        assertThatThrownBy(() -> store().accounts()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store().ledger().balance("bob")).isInstanceOf(StoreException.class);

        REDIS.redis().restart();
        await().atMost(60, TimeUnit.SECONDS).until(() -> store().connections() == 2);
        Rows.save(store(), List.of(account("bob", 2)));
        assertThat(store().accounts()).containsExactly(account("bob", 2));
    }

    @Test
    void tellsWhatIsAskedOfRedis() {
        Set<String> asked = new ConcurrentSkipListSet<>();
        QueryListener listener = (table, operation, nanos) -> asked.add(table + " " + operation);
        try (Store told =
                OneRedis.open(RedisConnectionTest.settings(REDIS.redis().url()), listener)) {
            told.accounts();
            told.providerKeys();
            told.ledger().balance("bob");
            told.usage().prune(0, 1);
            Rows.save(told, List.of(account("bob", 1)));
            saved(told.forgetProviderKeys(List.of(new StoredKey.Id("openai", "a"))));
        }

        assertThat(asked)
                .containsExactly(
                        "ACCOUNTS SELECT",
                        "ACCOUNTS UPDATE",
                        "CREDITS SELECT",
                        "PROVIDER_KEYS DELETE",
                        "PROVIDER_KEYS SELECT",
                        "USAGE DELETE");
    }

    static StoredAccount account(String id, long version) {
        return new StoredAccount(ItemKind.USER, id, "{\"id\":\"" + id + "\"}", version);
    }

    static void saved(java.util.concurrent.CompletionStage<Void> write) {
        write.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
