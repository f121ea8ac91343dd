package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.KeyReason;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.SealException;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyKeeperTest {

    private static final String PROVIDER = "openai";
    private static final long NOW = 1_790_000_000_000L;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final KeyVault VAULT = KeyVault.of(new Secret("0b".repeat(32)), List.of());

    private final CountingStore store = new CountingStore(new MemoryStore());
    private Process process = new Process(VAULT);

    /** What one process has, from its start on. */
    private final class Process {
        private final KeyKeeper keeper;
        private final KeyRings rings;

        Process(KeyVault vault) {
            this.keeper = new KeyKeeper(store, vault);
            this.rings = rings(keeper);
        }

        /** The file says this, at first or now; of each key its name and value. */
        KeyRing configure(String... keys) {
            KeyRing ring = ringOf(rings, PROVIDER, keys);
            keeper.recall(rings, new Labels(10));
            return ring;
        }

        /** As the admin API does it. */
        void add(KeyRing ring, String name, String value) {
            await(keeper.add(PROVIDER, List.of(new NewKey(name, new Secret(value), 2))));
            ring.add(new ProviderKey(name, new Secret(value), 2, KeySource.API, 0));
        }

        void delete(KeyRing ring, String name) {
            ring.remove(key(ring, name));
            await(keeper.delete(PROVIDER, name, keeper.version(PROVIDER, name)));
        }
    }

    @Test
    void remembersTheStatesOfTheFilesKeysOverARestart() {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b", "c", "sk-c", "d", "sk-d");
        ring.ended(key(ring, "a"), Outcome.REJECTED, -1);
        ring.disable(key(ring, "b"));
        ring.ended(key(ring, "c"), Outcome.RATE_LIMITED, MINUTE_NANOS);

        KeyRing again = restart().configure("a", "sk-a", "b", "sk-b", "c", "sk-c", "d", "sk-d");

        assertThat(key(again, "a").state()).isEqualTo(KeyState.INVALID);
        assertThat(key(again, "a").reason()).isEqualTo(KeyReason.REJECTED);
        assertThat(key(again, "b").state()).isEqualTo(KeyState.DISABLED);
        assertThat(key(again, "c").state()).isEqualTo(KeyState.COOLING);
        assertThat(key(again, "c").coolingUntilEpochMillis()).isEqualTo(NOW + 60_000);
        assertThat(key(again, "d").state()).isEqualTo(KeyState.ACTIVE);
        assertThat(store.providerKeys())
                .allSatisfy(row -> assertThat(row.sealed()).isNull());
    }

    @Test
    void bringsKeysThatWereAddedBackWithTheirStateAndInTheirOrder() {
        KeyRing ring = process.configure("file", "sk-file");
        process.add(ring, "z", "sk-added-z");
        process.add(ring, "a", "sk-added-a");
        ring.ended(key(ring, "a"), Outcome.EXHAUSTED, -1);

        KeyRing again = restart().configure("file", "sk-file");

        assertThat(again.keys()).extracting(ProviderKey::name).containsExactly("file", "z", "a");
        assertThat(key(again, "z").value()).isEqualTo(new Secret("sk-added-z"));
        assertThat(key(again, "z").priority()).isEqualTo(2);
        assertThat(key(again, "z").source()).isEqualTo(KeySource.API);
        assertThat(key(again, "a").state()).isEqualTo(KeyState.INVALID);
        assertThat(store.providerKeys().toString()).doesNotContain("sk-");
    }

    @Test
    void remembersThatAGroupWantsKeysWhenItsLastOneWasDeleted() {
        KeyRing ring = process.configure();
        assertThat(ring.needed()).isFalse();
        process.add(ring, "a", "sk-a");
        process.delete(ring, "a");

        KeyRing again = restart().configure();

        assertThat(again.keys()).isEmpty();
        assertThat(again.needed()).isTrue();
        assertThat(again.usable()).isFalse();
        assertThat(store.providerKeys())
                .containsExactly(
                        StoredKey.tombstone(new StoredKey.Id(PROVIDER, "a")).withVersion(2));
    }

    @Test
    void givesAKeyWithANewValueAFreshStart() {
        KeyRing ring = process.configure("a", "sk-revoked");
        ring.ended(key(ring, "a"), Outcome.REJECTED, -1);

        KeyRing again = restart().configure("a", "sk-new");

        assertThat(key(again, "a").state()).isEqualTo(KeyState.ACTIVE);
        assertThat(store.providerKeys()).isEmpty();
    }

    @Test
    void forgetsKeysThatTheFileHasNoLonger() {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b");
        ring.disable(key(ring, "a"));
        ring.disable(key(ring, "b"));

        restart().configure("b", "sk-b");

        assertThat(store.providerKeys()).extracting(StoredKey::name).containsExactly("b");
    }

    @Test
    void keepsTheStateOfAKeyThatTheFileHadNotForAWhile() {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b");
        ring.disable(key(ring, "a"));
        process.configure("b", "sk-b");

        process.configure("a", "sk-a", "b", "sk-b");

        assertThat(key(ring, "a").state()).isEqualTo(KeyState.DISABLED);
        assertThat(store.providerKeys()).singleElement().matches(row -> row.state() == KeyState.DISABLED);
    }

    @Test
    void keepsAddedKeysOfAProviderThatTheFileHasNotAtTheMoment() {
        process.add(process.configure(), "a", "sk-a");

        Process without = restart();
        without.keeper.recall(without.rings, new Labels(10));
        KeyRing back = without.configure();

        assertThat(back.keys()).extracting(ProviderKey::name).containsExactly("a");
    }

    @Test
    void tellsARingNothingTwice() {
        KeyRing ring = process.configure("a", "sk-a");
        process.add(ring, "b", "sk-b");
        ring.disable(key(ring, "a"));
        process.delete(ring, "b");

        process.configure("a", "sk-a");

        assertThat(ring.keys()).extracting(ProviderKey::name).containsExactly("a");
        assertThat(key(ring, "a").state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void tellsWhichNamesAreTakenByKeysThatWereAdded() {
        KeyRing ring = process.configure("file", "sk-file");
        process.add(ring, "a", "sk-a");
        ring.disable(key(ring, "file"));
        assertThat(process.keeper.hasAdded(PROVIDER, "a")).isTrue();

        process.delete(ring, "a");

        assertThat(process.keeper.hasAdded(PROVIDER, "a")).isFalse();
        assertThat(process.keeper.hasAdded(PROVIDER, "file")).isFalse();
        assertThat(process.keeper.hasAdded("azure", "a")).isFalse();
    }

    @Test
    void leavesOutAKeyThatItCannotReadAndLetsItBeDeletedAndAddedAgain() {
        process.add(process.configure(), "a", "sk-a");

        process = new Process(KeyVault.of(new Secret("0c".repeat(32)), List.of()));
        KeyRing ring = process.configure();

        assertThat(ring.keys()).isEmpty();
        assertThat(ring.needed()).isTrue();
        assertThat(process.keeper.find(PROVIDER, "a")).isPresent();
        await(process.keeper.delete(PROVIDER, "a", 1));
        assertThat(process.keeper.find(PROVIDER, "a")).isEmpty();
        process.add(ring, "a", "sk-a");
        assertThat(ring.keys()).hasSize(1);
    }

    @Test
    void recallsAllKeysOfARingInOneStepHoweverManyThereAre() {
        process.configure("file", "sk-file");
        List<NewKey> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new NewKey("added-" + i, new Secret("sk-" + i), 2))
                .toList();
        await(process.keeper.add(PROVIDER, many));
        AtomicLong asked = new AtomicLong();
        KeyKeeper keeper = new KeyKeeper(store, VAULT);
        KeyRings rings = new KeyRings(asked::incrementAndGet, Clock.systemUTC(), keeper);
        KeyRing ring = ringOf(rings, PROVIDER, "file", "sk-file");

        keeper.recall(rings, new Labels(10));

        assertThat(ring.keys()).hasSize(1_001);
        assertThat(asked).as("each step asks the time").hasValueLessThanOrEqualTo(2);
    }

    @Test
    void saysWhyNoKeyCanBeAddedWithoutAnEncryptionKey() {
        Process keyless = new Process(KeyVault.of(null, List.of()));

        assertThat(keyless.keeper.whyNot())
                .hasValueSatisfying(why -> assertThat(why).contains("store.encryption_key"));
        assertThatThrownBy(() -> await(keyless.keeper.add(PROVIDER, List.of(new NewKey("a", new Secret("sk-a"), 1)))))
                .hasCauseInstanceOf(SealException.class)
                .hasMessageNotContaining("sk-a");
        assertThat(store.writes()).isZero();
        assertThat(process.keeper.whyNot()).isEmpty();
    }

    @Test
    void addsAKeyOnlyOnceItIsKept() {
        store.fail();

        CompletionStage<Boolean> refused =
                process.keeper.add(PROVIDER, List.of(new NewKey("a", new Secret("sk-a"), 1)));

        assertThatThrownBy(() -> await(refused)).hasMessageContaining("the disk is full");
        store.recover();
        process.keeper.close();
        assertThat(store.providerKeys()).as("it must not come up later").isEmpty();
    }

    @Test
    void savesLaterWhatCouldNotBeSaved() {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b");
        store.fail();
        ring.disable(key(ring, "a"));
        store.recover();
        ring.disable(key(ring, "b"));

        assertThat(store.providerKeys()).extracting(StoredKey::name).containsExactly("a", "b");
    }

    @Test
    void writesNothingForASuccessOrACountOfFailuresAloneUntilTheEnd() {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b");
        ProviderKey key = key(ring, "a");
        for (int request = 0; request < 1_000; request++) {
            ring.ended(key, Outcome.SUCCESS, -1);
        }
        ring.ended(key, Outcome.PROVIDER_FAILED, -1);
        ring.ended(key, Outcome.PROVIDER_FAILED, -1);
        assertThat(store.writes()).isZero();

        KeyRing again = restart().configure("a", "sk-a", "b", "sk-b");

        assertThat(key(again, "a").failures()).isEqualTo(2);
        assertThat(key(again, "a").state()).isEqualTo(KeyState.ACTIVE);
    }

    @Test
    void ignoresWhatAttemptsStillSayOfADeletedKey() {
        KeyRing ring = process.configure();
        process.add(ring, "a", "sk-a");
        ProviderKey deleted = key(ring, "a");
        process.delete(ring, "a");

        process.keeper.changed(ring, deleted);
        process.keeper.close();

        assertThat(store.providerKeys())
                .containsExactly(
                        StoredKey.tombstone(new StoredKey.Id(PROVIDER, "a")).withVersion(2));
    }

    @Test
    void survivesARestartWithRealFiles(@TempDir Path folder) {
        Path file = folder.resolve("sluice.db");
        try (SqliteStore sqlite = SqliteStore.open(file, Synchronous.FULL, Ticker.SYSTEM);
                KeyKeeper keeper = new KeyKeeper(sqlite, VAULT)) {
            KeyRings rings = rings(keeper);
            KeyRing ring = ringOf(rings, PROVIDER, "a", "sk-a");
            keeper.recall(rings, new Labels(10));
            await(keeper.add(PROVIDER, List.of(new NewKey("b", new Secret("sk-b"), 2))));
            ring.ended(key(ring, "a"), Outcome.REJECTED, -1);
        }

        try (SqliteStore sqlite = SqliteStore.open(file, Synchronous.FULL, Ticker.SYSTEM);
                KeyKeeper keeper = new KeyKeeper(sqlite, VAULT)) {
            KeyRings rings = rings(keeper);
            KeyRing ring = ringOf(rings, PROVIDER, "a", "sk-a");
            keeper.recall(rings, new Labels(10));

            assertThat(key(ring, "a").state()).isEqualTo(KeyState.INVALID);
            assertThat(key(ring, "b").value()).isEqualTo(new Secret("sk-b"));
        }
    }

    @Test
    void keepsWhatRingsSayInTheEndHoweverManyThreadsChangeThem() throws InterruptedException {
        KeyRing ring = process.configure("a", "sk-a", "b", "sk-b", "c", "sk-c");
        process.add(ring, "d", "sk-d");
        long seed = new Random().nextLong();
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            threads.add(new Thread(() -> churn(ring, random)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        process.keeper.close();

        for (StoredKey row : store.providerKeys()) {
            ProviderKey key = key(ring, row.name());
            assertThat(row.state()).as("seed " + seed).isEqualTo(key.state());
            assertThat(row.failures()).as("seed " + seed).isEqualTo(key.failures());
            assertThat(row.reason()).as("seed " + seed).isEqualTo(key.reason().word());
        }
        assertThat(store.providerKeys()).hasSize(4);
    }

    private static void churn(KeyRing ring, Random random) {
        for (int step = 0; step < 5_000; step++) {
            ProviderKey key = ring.keys().get(random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> ring.restore(key);
                case 1 -> ring.disable(key);
                case 2 -> ring.ended(key, Outcome.FORBIDDEN, -1);
                default -> ring.ended(key, Outcome.RATE_LIMITED, MINUTE_NANOS);
            }
        }
    }

    /** Ends the process in order, and starts another. */
    private Process restart() {
        process.keeper.close();
        process = new Process(VAULT);
        return process;
    }

    private static KeyRings rings(KeyKeeper keeper) {
        return new KeyRings(() -> 0, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC), keeper);
    }

    private static KeyRing ringOf(KeyRings rings, String provider, String... keys) {
        List<ProviderKey> configured = new ArrayList<>();
        for (int i = 0; i < keys.length; i += 2) {
            configured.add(new ProviderKey(keys[i], new Secret(keys[i + 1]), 1, KeySource.FILE, 0));
        }
        return rings.ring(provider, new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 3), configured);
    }

    private static ProviderKey key(KeyRing ring, String name) {
        ProviderKey key = ring.find(name);
        assertThat(key).as(name).isNotNull();
        return key;
    }

    private static void await(CompletionStage<Boolean> write) {
        write.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
