package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Fingerprint;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoredKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That providers' keys of two gateways come to what the store has, in whatever order they hear of it. */
final class OthersKeysAgreeTest {

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Neighbours neighbours = new Neighbours("a", "b", "c");
    private final SharedStore shared = neighbours.shared;
    private final Neighbour one = neighbours.one;
    private final Neighbour two = neighbours.two;

    @AfterEach
    void close() {
        neighbours.close();
    }

    @Test
    void keepsWhatBecomesOfAKeyBetweenWhatIsToldOfAnOperatorsChangeAndItsAnswer() {
        one.operate(one.key("a"), KeyRing::restore);
        one.others.providerKeysSaved(List.of(shared.key("a")));
        one.ring().ended(one.key("a"), Outcome.REJECTED, -1);
        one.store.lose();
        one.store.complete();

        agrees("refused after it was restored");
        assertThat(shared.key("a").state()).isEqualTo(KeyState.INVALID);
    }

    @Test
    void asksTheStoreWhereAnOperatorsChangeWasInTheWayOfAnotherThatIsOlderByNow() {
        one.operate(one.key("a"), KeyRing::restore);
        two.operate(two.key("a"), KeyRing::disable);
        two.others.providerKeysSaved(List.of(shared.key("a")));
        two.ring().ended(two.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);
        two.store.lose();
        two.store.complete();

        agrees("limited after the other's change was told");
        assertThat(shared.key("a").state()).isEqualTo(KeyState.COOLING);
    }

    @Test
    void readsAgainWhatWasBeingWrittenWhileAllKeysWereRead() {
        two.ring().ended(two.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);
        one.operate(one.key("a"), KeyRing::disable);
        two.store.lose();
        int before = two.store.keyReads();
        two.others.changesMissed();
        await().until(() -> two.store.keyReads() > before);

        agrees("all was read");
        assertThat(two.key("a").state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void doubtsWhatItWasToldBeforeWhileItWroteItself() {
        two.ring().ended(two.key("a"), Outcome.REJECTED, -1);
        StoredKey refused = shared.key("a");
        one.ring().ended(one.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);
        StoredKey limited = shared.key("a");

        OthersKeys judged = new OthersKeys();
        judged.sending(limited);
        assertThat(judged.toldWhileBusy(refused, limited)).isEqualTo(OthersKeys.Verdict.KNOWN);
        assertThat(judged.ended(List.of(limited), List.of(limited.id()))).isTrue();
        assertThat(judged.told(refused, limited)).isEqualTo(OthersKeys.Verdict.DOUBT);
    }

    private static void change(Neighbour at, Random random) {
        List<ProviderKey> keys = at.ring().keys();
        ProviderKey key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(6)) {
            case 0 -> at.ring().ended(key, Outcome.RATE_LIMITED, MINUTE_NANOS + random.nextInt(1_000_000_000));
            case 1 -> at.ring().ended(key, Outcome.REJECTED, -1);
            case 2 -> {
                at.operate(key, KeyRing::disable);
            }
            case 3 -> {
                at.operate(key, KeyRing::restore);
            }
            case 4 -> {
                String name = "added" + random.nextInt(2);
                if (at.keeper.find(Neighbour.PROVIDER, name).isEmpty()) {
                    at.add(name, "sk-" + random.nextInt(3));
                }
            }
            default -> {
                if (key.source() == KeySource.API) {
                    at.delete(key);
                }
            }
        }
    }

    @Test
    void agreesWithTheStoreAfterRandomChangesAtBothWhateverIsToldWhen() {
        long first = Long.getLong("seed", 20_261_126L);
        for (long seed = first; seed < first + 20; seed++) {
            Random random = new Random(seed);
            for (int step = 0; step < 1_000; step++) {
                step(random);
            }
            agrees("seed " + seed);
        }
    }

    @Test
    void agreesWithTheStoreAfterAFewChangesToldInWhateverOrder() {
        long first = Long.getLong("seed", 20_261_126L);
        for (long seed = first; seed < first + 1_000; seed++) {
            Random random = new Random(seed);
            int steps = 5 + random.nextInt(20);
            for (int step = 0; step < steps; step++) {
                step(random);
            }
            agrees("seed " + seed);
        }
    }

    private void step(Random random) {
        Neighbour at = random.nextBoolean() ? one : two;
        if (random.nextInt(3) == 0) {
            change(at, random);
        }
        at.store.deliver(random, SharedStore.Weather.STORMY);
    }

    @Test
    void agreesWithTheStoreWhileManyThreadsChangeAndTell() throws Exception {
        Together.run(4, thread -> {
            Random random = new Random(thread);
            Neighbour at = thread % 2 == 0 ? one : two;
            for (int step = 0; step < 1_000; step++) {
                if (thread < 2) {
                    change(at, random);
                } else {
                    at.store.deliver(random, SharedStore.Weather.STORMY);
                }
            }
        });

        agrees("after the threads");
    }

    private void agrees(String when) {
        await(when).pollDelay(Duration.ZERO).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            Map<String, String> expected = expected();
            assertThat(states(one)).isEqualTo(expected);
            assertThat(states(two)).isEqualTo(expected);
        });
        int writes = one.store.keyWrites() + two.store.keyWrites();
        shared.settle();
        assertThat(one.store.keyWrites() + two.store.keyWrites()).isEqualTo(writes);
    }

    /** The value and state of each key; until when one cools, two gateways that saw it at once may say otherwise. */
    private static Map<String, String> states(Neighbour at) {
        Map<String, String> states = new TreeMap<>();
        at.ring().keys().forEach(key -> states.put(key.name(), Fingerprint.of(key.value()) + " " + key.state()));
        return states;
    }

    private Map<String, String> expected() {
        Map<String, String> states = new TreeMap<>();
        for (String name : List.of("a", "b", "c")) {
            states.put(name, Fingerprint.of(new Secret("sk-file-" + name)) + " " + KeyState.ACTIVE);
        }
        shared.inner.providerKeys().stream()
                .filter(row -> !row.deleted())
                .forEach(row -> states.put(row.name(), row.fingerprint() + " " + row.state()));
        return states;
    }
}
