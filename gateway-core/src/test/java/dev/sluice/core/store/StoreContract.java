package dev.sluice.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Together;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.StoredKey.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every store keeps to, whatever it is made of. */
public interface StoreContract extends AccountsContract {

    @Override
    Store store();

    @Test
    default void isEmptyAtFirst() {
        assertThat(store().providerKeys()).isEmpty();
    }

    @Test
    default void givesBackEveryFieldAsItWasSaved() {
        List<StoredKey> keys = List.of(
                new StoredKey(
                        "openai",
                        "née ' \" ; DROP",
                        KeySource.API,
                        "v1:0123abcd:AA==",
                        "f00dcafe",
                        -3,
                        KeyState.COOLING,
                        2,
                        "rate_limit",
                        1_790_000_000_123L,
                        false,
                        0),
                new StoredKey(
                        "azure", "first", KeySource.FILE, null, "", 0, KeyState.INVALID, 0, "rejected", 0, false, 0),
                StoredKey.tombstone(new Id("azure", "gone")));

        await(store().saveProviderKeys(keys));

        assertThat(store().providerKeys()).isEqualTo(keys);
    }

    @Test
    default void keepsTheLaterOfTwoRowsOfOneKeyInThePlaceOfTheFirst() {
        await(store().saveProviderKeys(List.of(key("a", 1), key("b", 1))));
        await(store().saveProviderKeys(List.of(key("a", 2))));

        assertThat(store().providerKeys()).containsExactly(key("a", 2), key("b", 1));
    }

    @Test
    default void keepsTheLaterOfTwoRowsInOneCall() {
        await(store().saveProviderKeys(List.of(key("a", 1), key("a", 2))));

        assertThat(store().providerKeys()).containsExactly(key("a", 2));
    }

    @Test
    default void tellsApartTheSameNameAtTwoProviders() {
        StoredKey other =
                new StoredKey("azure", "a", KeySource.FILE, null, "", 0, KeyState.DISABLED, 0, "", 0, false, 0);

        await(store().saveProviderKeys(List.of(key("a", 1), other)));
        await(store().forgetProviderKeys(List.of(new Id("openai", "a"))));

        assertThat(store().providerKeys()).containsExactly(other);
    }

    @Test
    default void forgetsWhatItIsToldToAndNothingElse() {
        await(store().saveProviderKeys(List.of(key("a", 1), key("b", 1), key("c", 1))));

        await(store().forgetProviderKeys(List.of(new Id("openai", "b"), new Id("openai", "never there"))));

        assertThat(store().providerKeys()).containsExactly(key("a", 1), key("c", 1));
    }

    @Test
    default void makesChangesInTheOrderOfTheCalls() {
        Id a = new Id("openai", "a");
        store().saveProviderKeys(List.of(key("a", 1)));
        store().forgetProviderKeys(List.of(a));
        store().saveProviderKeys(List.of(key("b", 1), key("a", 2)));
        store().saveProviderKeys(List.of(key("c", 1)));
        await(store().forgetProviderKeys(List.of(new Id("openai", "c"))));

        assertThat(store().providerKeys()).containsExactly(key("b", 1), key("a", 2));
    }

    @Test
    default void keepsAnOperatorsChangeOfAKeyWhereNobodyElseWasFaster() {
        StoredKey first = key("a", 1).withVersion(1);
        StoredKey second = key("a", 2).withVersion(2);
        StoredKey others = key("a", 3).withVersion(2);
        await(store().saveProviderKeys(List.of(key("a", 0))));

        assertThat(change(first)).isEmpty();
        assertThat(change(first)).as("once more").isEmpty();
        assertThat(change(second)).isEmpty();
        assertThat(change(others)).containsExactly(second);
        assertThat(change(first)).containsExactly(second);
        assertThat(change(key("b", 0).withVersion(7), others)).containsExactly(second);
        assertThat(store().providerKeys()).containsExactly(second);

        assertThat(change(key("b", 0).withVersion(7), others.withVersion(3))).isEmpty();
        assertThat(store().providerKeys())
                .containsExactly(others.withVersion(3), key("b", 0).withVersion(7));
    }

    @Test
    default void doesNotPutAnOlderVersionOfAKeyInThePlaceOfALaterOne() {
        assertThat(change(key("a", 1).withVersion(2))).isEmpty();

        await(store().saveProviderKeys(List.of(key("a", 9).withVersion(1), key("b", 1))));
        assertThat(store().providerKeys()).containsExactly(key("a", 1).withVersion(2), key("b", 1));

        await(store().saveProviderKeys(List.of(key("a", 5).withVersion(2))));
        await(store().saveProviderKeys(List.of(key("b", 2).withVersion(3))));
        assertThat(store().providerKeys())
                .containsExactly(key("a", 5).withVersion(2), key("b", 2).withVersion(3));
    }

    @Test
    default void makesOperatorsChangesInTheOrderOfTheCalls() {
        store().saveProviderKeys(List.of(key("a", 1)));
        store().changeProviderKeys(List.of(key("a", 2).withVersion(1)));
        store().saveProviderKeys(List.of(key("a", 3).withVersion(1)));
        store().forgetProviderKeys(List.of(new Id("openai", "a")));
        store().changeProviderKeys(
                        List.of(key("a", 4).withVersion(1), key("b", 4).withVersion(1)));
        await(store().forgetProviderKeys(List.of(new Id("openai", "b"))));

        assertThat(store().providerKeys()).containsExactly(key("a", 4).withVersion(1));
    }

    @Test
    default void letsOneOfManyOperatorsMakeAVersionOfAKey() throws Exception {
        int rounds = 50;
        AtomicInteger made = new AtomicInteger();
        Together.run(4, thread -> {
            for (int version = 1; version <= rounds; version++) {
                made.addAndGet(
                        change(key("a", 100 * version + thread).withVersion(version))
                                        .isEmpty()
                                ? 1
                                : 0);
                await(store().saveProviderKeys(List.of(key("a", thread).withVersion(version - 1))));
            }
        });

        assertThat(made).hasValue(rounds);
        assertThat(store().providerKeys()).hasSize(1).allMatch(key -> key.version() == rounds && key.failures() > 99);
    }

    private List<StoredKey> change(StoredKey... keys) {
        return store().changeProviderKeys(List.of(keys))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    default void acceptsNothingToDo() {
        assertThat(change()).isEmpty();
        await(store().saveProviderKeys(List.of()));
        await(store().forgetProviderKeys(List.of()));

        assertThat(store().providerKeys()).isEmpty();
    }

    @Test
    default void agreesWithAMapAfterRandomChanges() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Id, StoredKey> expected = new HashMap<>();
        CompletionStage<Void> last = CompletableFuture.completedStage(null);
        for (int change = 0; change < 2_000; change++) {
            StoredKey key = key("k" + random.nextInt(20), change);
            if (random.nextInt(4) == 0) {
                expected.remove(key.id());
                last = store().forgetProviderKeys(List.of(key.id()));
            } else {
                expected.put(key.id(), key);
                last = store().saveProviderKeys(List.of(key));
            }
        }
        await(last);

        assertThat(store().providerKeys()).as("seed " + seed).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    @Test
    default void takesWritesOfManyThreadsAtATime() throws InterruptedException {
        int threads = 4;
        int each = 500;
        List<CompletionStage<Void>> writes = new CopyOnWriteArrayList<>();
        List<Thread> writers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            String name = "k" + thread;
            writers.add(new Thread(() -> {
                for (int count = 1; count <= each; count++) {
                    writes.add(store().saveProviderKeys(List.of(key(name, count), key("shared", count))));
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        writes.forEach(StoreContract::await);

        assertThat(store().providerKeys())
                .contains(key("k0", each), key("k1", each), key("k2", each), key("k3", each), key("shared", each))
                .hasSize(5);
    }

    @Test
    default void tellsWhereAResponseLivesAndOnlyToItsOwner() {
        ResponseHome first = home("a", "resp_1", 1);
        ResponseHome second = new ResponseHome(new ResponseHome.Id("b", "resp_1"), "azure", "", 2);
        store().saveResponseHome(home("a", "resp_1", 0));
        store().saveResponseHome(second);
        await(store().saveResponseHome(first));

        assertThat(found("a", "resp_1")).contains(first);
        assertThat(found("b", "resp_1")).contains(second);
        assertThat(found("c", "resp_1")).isEmpty();
        assertThat(found("a", "resp_2")).isEmpty();
    }

    @Test
    default void forgetsAResponseThatWasDeletedAndThoseThatAreOld() {
        store().saveResponseHome(home("a", "deleted", 9));
        store().saveResponseHome(home("a", "old", 4));
        store().saveResponseHome(home("a", "young", 5));
        store().forgetResponseHome(new ResponseHome.Id("a", "deleted"));
        await(store().forgetResponseHomesBefore(5));

        assertThat(found("a", "deleted")).isEmpty();
        assertThat(found("a", "old")).isEmpty();
        assertThat(found("a", "young")).isPresent();
    }

    @Test
    default void refusesWhatComesAfterItsEnd() {
        store().close();
        store().close();

        assertThatThrownBy(() -> await(store().saveResponseHome(home("a", "b", 1))))
                .hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> await(store().forgetResponseHomesBefore(1)))
                .hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> found("a", "b")).hasMessageContaining("the store is closed");

        assertThatThrownBy(() -> await(store().saveProviderKeys(List.of(key("a", 1)))))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> change(key("a", 1))).hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> await(store().forgetProviderKeys(List.of(new Id("openai", "a")))))
                .hasMessageContaining("the store is closed");
        assertThatThrownBy(() -> store().providerKeys())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store is closed");
    }

    private Optional<ResponseHome> found(String owner, String response) {
        return store().responseHome(new ResponseHome.Id(owner, response))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static ResponseHome home(String owner, String response, long madeAt) {
        return new ResponseHome(new ResponseHome.Id(owner, response), "openai", "k", madeAt);
    }

    /** A row that tells which write it came from. */
    static StoredKey key(String name, int failures) {
        return new StoredKey("openai", name, KeySource.FILE, null, "", 1, KeyState.ACTIVE, failures, "", 0, false, 0);
    }

    /** Waits until it is durable. */
    static void await(CompletionStage<Void> write) {
        write.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
