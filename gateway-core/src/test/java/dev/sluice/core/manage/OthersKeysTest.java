package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.provider.KeyReason;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoredKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers' keys of two gateways that share a store. */
final class OthersKeysTest {

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
    void coolsAndRefusesKeysThatDoSoAtAnotherGateway() {
        one.ring().ended(one.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);
        one.ring().ended(one.key("b"), Outcome.REJECTED, -1);
        one.ring().disable(one.key("c"));
        shared.settle();

        assertThat(two.key("a").state()).isEqualTo(KeyState.COOLING);
        assertThat(two.key("a").coolingUntilEpochMillis())
                .isEqualTo(one.key("a").coolingUntilEpochMillis());
        assertThat(two.key("b").state()).isEqualTo(KeyState.INVALID);
        assertThat(two.key("b").reason()).isEqualTo(KeyReason.REJECTED);
        assertThat(two.key("c").state()).isEqualTo(KeyState.DISABLED);
        assertThat(two.ring().usable()).isFalse();

        two.ring().restore(two.key("c"));
        shared.settle();
        assertThat(one.key("c").state()).isEqualTo(KeyState.ACTIVE);
    }

    @Test
    void writesNothingBackOfWhatOthersTell() {
        one.ring().ended(one.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);
        one.ring().ended(one.key("b"), Outcome.REJECTED, -1);
        one.add("added", "sk-added");
        shared.settle();
        one.delete(one.key("added"));
        shared.settle();

        assertThat(one.store.keyWrites()).isEqualTo(4);
        assertThat(two.store.keyWrites()).isZero();
        assertThat(two.ring().find("added")).isNull();
    }

    @Test
    void usesAKeyThatWasAddedElsewhereUntilItIsDeletedElsewhere() {
        one.add("added", "sk-added");
        shared.settle();

        assertThat(two.key("added").value()).isEqualTo(new Secret("sk-added"));
        assertThat(two.key("added").priority()).isEqualTo(2);
        assertThat(two.keeper.hasAdded(Neighbour.PROVIDER, "added")).isTrue();

        two.delete(two.key("added"));
        shared.settle();
        assertThat(one.ring().find("added")).isNull();

        one.add("added", "sk-another");
        shared.settle();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(two.key("added").value()).isEqualTo(new Secret("sk-another")));
    }

    @Test
    void wantsKeysOnceAnotherGatewayHasAddedOne() {
        one.configure();
        two.configure();
        assertThat(two.ring().usable()).isTrue();

        one.add("added", "sk-added");
        shared.settle();
        one.delete(one.key("added"));
        shared.settle();

        assertThat(two.ring().usable()).isFalse();
    }

    @Test
    void leavesAKeyAloneWhoseNameTheFileHasUntilTheFileHasItNoLonger() {
        one.configure();
        one.add("a", "sk-added");
        shared.settle();
        assertThat(two.key("a").source()).isEqualTo(KeySource.FILE);

        two.configure("b", "c");

        assertThat(two.key("a").value()).isEqualTo(new Secret("sk-added"));
    }

    @Test
    void doesNotLetAnOlderEchoOverwriteWhatItKnowsBetter() {
        one.ring().disable(one.key("a"));
        StoredKey disabled = shared.key("a");
        one.ring().restore(one.key("a"));
        shared.settle();

        one.others.providerKeysSaved(List.of(disabled));

        await().during(Duration.ofMillis(1)).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            assertThat(one.key("a").state()).isEqualTo(KeyState.ACTIVE);
        });
    }

    @Test
    void goesByTheStoreWhereBothChangeAKeyAtOnce() {
        one.ring().ended(one.key("a"), Outcome.REJECTED, -1);
        two.ring().disable(two.key("a"));

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            assertThat(one.key("a").state()).isEqualTo(KeyState.DISABLED);
            assertThat(two.key("a").state()).isEqualTo(KeyState.DISABLED);
            assertThat(shared.key("a").state()).isEqualTo(KeyState.DISABLED);
        });
    }

    @Test
    void letsOneOfTwoOperatorsChangeAKeyAndTellsTheOther() {
        CompletionStage<Boolean> disabled = one.operate(one.key("a"), KeyRing::disable);
        CompletionStage<Boolean> restored = two.operate(two.key("a"), KeyRing::restore);
        shared.settle();

        assertThat(disabled.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(restored.toCompletableFuture()).isCompletedWithValue(false);
        assertThat(one.key("a").state()).isEqualTo(KeyState.DISABLED);
        assertThat(two.key("a").state()).isEqualTo(KeyState.DISABLED);
        assertThat(two.keeper.version(Neighbour.PROVIDER, "a")).isEqualTo(1);

        assertThat(two.operate(two.key("a"), KeyRing::restore)).isNotNull();
        shared.settle();
        assertThat(one.key("a").state()).isEqualTo(KeyState.ACTIVE);
        assertThat(shared.key("a").version()).isEqualTo(2);
    }

    @Test
    void usesAKeyThatAnOperatorRestoresThoughItIsRefusedBeforeTheStoreHasThat() {
        for (String key : List.of("a", "added")) {
            one.add("added", "sk-added");
            shared.settle();
            one.operate(one.key(key), KeyRing::restore);
            one.ring().ended(one.key(key), Outcome.REJECTED, -1);
            one.store.complete();
            shared.settle();

            assertThat(shared.key(key).state()).isEqualTo(KeyState.ACTIVE);
            assertThat(one.key(key).state()).isEqualTo(KeyState.ACTIVE);
            assertThat(two.key(key).state()).isEqualTo(KeyState.ACTIVE);
        }
    }

    @Test
    void doesNotLoseAnOperatorsChangeToWhatAnotherGatewaySawBefore() {
        one.operate(one.key("a"), KeyRing::disable);
        two.ring().ended(two.key("a"), Outcome.REJECTED, -1);
        shared.settle();

        assertThat(shared.key("a").state()).isEqualTo(KeyState.DISABLED);
        assertThat(two.key("a").state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void addsOneOfTwoKeysOfOneNameThatAreAddedAtOnce() {
        CompletionStage<Boolean> first =
                one.keeper.add(Neighbour.PROVIDER, List.of(new NewKey("added", new Secret("sk-one"), 2)));
        CompletionStage<Boolean> second = two.keeper.add(
                Neighbour.PROVIDER,
                List.of(
                        new NewKey("added", new Secret("sk-two"), 2),
                        new NewKey("another", new Secret("sk-another"), 2)));
        shared.settle();

        assertThat(first.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(second.toCompletableFuture()).isCompletedWithValue(false);
        assertThat(two.key("added").value()).isEqualTo(new Secret("sk-one"));
        assertThat(two.keeper.find(Neighbour.PROVIDER, "another")).isEmpty();
        assertThat(shared.inner.providerKeys()).hasSize(1);
    }

    @Test
    void keepsAKeyThatAnOperatorChangedWhileAnotherDeletedIt() {
        one.add("added", "sk-added");
        shared.settle();
        one.operate(one.key("added"), KeyRing::disable);

        two.delete(two.key("added"));
        assertThat(two.ring().find("added")).isNull();
        shared.settle();

        assertThat(two.key("added").state()).isEqualTo(KeyState.DISABLED);
        assertThat(shared.key("added").version()).isEqualTo(2);
    }

    @Test
    void keepsOffWhatAnOperatorHasSwitchedOffWhileTheOtherGatewayCooledIt() {
        one.ring().disable(one.key("a"));
        two.ring().ended(two.key("a"), Outcome.RATE_LIMITED, MINUTE_NANOS);

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            assertThat(one.key("a").state()).isEqualTo(KeyState.DISABLED);
            assertThat(two.key("a").state()).isEqualTo(KeyState.DISABLED);
            assertThat(shared.key("a").state()).isEqualTo(KeyState.DISABLED);
        });
    }

    @Test
    void readsAllKeysAgainWhenChangesWereMissed() {
        one.add("old", "sk-old");
        shared.settle();
        StoredKey old = shared.key("old");
        shared.inner.saveProviderKeys(List.of(
                StoredKey.tombstone(old.id()).withVersion(2), StoredKey.tombstone(new StoredKey.Id("other", "x"))));

        two.store.breakDown();
        two.others.changesMissed();
        two.store.mend();

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(two.ring().find("old")).isNull());
    }
}
