package dev.sluice.core.manage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.StoredAccount;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts of two gateways that share a store. */
final class OthersAccountsTest {

    private final SharedStore shared = new SharedStore();
    private final Neighbour one = new Neighbour(shared);
    private final Neighbour two = new Neighbour(shared);

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static StoredAccount tenant(String id, long version) {
        return new StoredAccount(ItemKind.TENANT, id, document(id, "free"), version);
    }

    private static String document(String id, String tier) {
        return "{'id':'%s','tier':'%s','limits':{},'active':true}"
                .formatted(id, tier)
                .replace('\'', '"');
    }

    private <T> Outcome<T> settled(CompletionStage<Outcome<T>> stage) {
        shared.settle();
        return stage.toCompletableFuture().join();
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    private static String code(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).refusal().code();
    }

    private Made made(Neighbour at, ItemKind kind, String body) {
        return done(settled(at.admin.create(kind, Neighbour.json(body), "ops")));
    }

    private static @Nullable Account find(Neighbour at, Made key) {
        byte[] value = Objects.requireNonNull(key.value()).value().getBytes(US_ASCII);
        return at.accounts.find(
                KeyHash.of(value, 0, value.length), at.time.clock().millis());
    }

    private static Edit edit(ItemKind kind, String id, @Nullable Long version) {
        return new Edit(kind, id, version, "ops");
    }

    @Test
    void letsInWhoHasAKeyOfAnotherGatewayUntilThatRevokesIt() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'starter'}");
        Made key = made(one, ItemKind.CLIENT_KEY, "{'id':'ci','tenant':'acme'}");

        assertThat(Objects.requireNonNull(find(two, key)).tenant().tier()).isEqualTo(Tier.STARTER);

        done(settled(two.admin.delete(edit(ItemKind.CLIENT_KEY, "ci", null))));

        assertThat(find(one, key)).isNull();
        assertThat(find(two, key)).isNull();
    }

    @Test
    void letsAKeyInAsSoonAsItsTenantIsKnownWhicheverComesFirst() {
        Made key = made(one, ItemKind.CLIENT_KEY, "{'id':'ci','tenant':'default'}");
        StoredAccount row = one.rows().get(0);
        StoredAccount ofLater = new StoredAccount(
                row.kind(), row.id(), row.json().replace("\"default\"", "\"later\""), row.version() + 1);

        two.others.accountsSaved(List.of(ofLater));
        assertThat(find(two, key)).isNull();
        two.others.accountsSaved(List.of(tenant("later", 1)));

        assertThat(Objects.requireNonNull(find(two, key)).tenant().id()).isEqualTo("later");
    }

    @Test
    void takesTheNewestVersionWhateverTheOrderAndHoweverOften() {
        two.others.accountsSaved(List.of(tenant("acme", 3)));
        two.others.accountsSaved(List.of(tenant("acme", 2)));
        two.others.accountsSaved(List.of(tenant("acme", 3)));
        assertThat(two.rows()).containsExactly(tenant("acme", 3));

        two.others.accountsSaved(List.of(tenant("acme", 4)));

        assertThat(two.rows()).containsExactly(tenant("acme", 4));
    }

    @Test
    void isNotMisledByAnEchoOfItsOwnDeletionAfterItMadeTheSameAgain() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'free'}");
        done(settled(one.admin.delete(edit(ItemKind.TENANT, "acme", null))));
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'starter'}");

        one.others.accountsForgotten(List.of(new StoredAccount.Id(ItemKind.TENANT, "acme")));

        assertThat(one.rows()).isEqualTo(shared.inner.accounts()).hasSize(1);
    }

    @Test
    void keepsWhatItKnewOfARowThatItCannotReadAndGoesOnWithTheRest() {
        two.others.accountsSaved(List.of(tenant("acme", 1)));

        two.others.accountsSaved(List.of(
                new StoredAccount(ItemKind.TENANT, "acme", document("acme", "galactic"), 2), tenant("other", 1)));

        assertThat(two.rows()).containsExactly(tenant("acme", 1), tenant("other", 1));
        assertThat(two.known.waiting()).isOne();

        two.others.accountsSaved(List.of(tenant("acme", 3)));
        assertThat(two.rows()).containsExactly(tenant("acme", 3), tenant("other", 1));
        assertThat(two.known.waiting()).isZero();
    }

    @Test
    void usesWhatTheFileWasInTheWayOfWhenTheFileHasItNoLonger() {
        two.accounts.replaceFile(List.of(new Tenant("acme", Tier.ENTERPRISE, Limits.NONE, true)));

        two.others.accountsSaved(List.of(tenant("acme", 1), tenant("other", 1)));
        assertThat(two.rows()).containsExactly(tenant("other", 1));
        two.accounts.replaceFile(List.of());
        two.known.retry();

        assertThat(two.rows()).containsExactly(tenant("acme", 1), tenant("other", 1));
    }

    @Test
    void readsEverythingAgainWhenChangesWereMissed() {
        made(one, ItemKind.TENANT, "{'id':'stays','tier':'free'}");
        made(one, ItemKind.TENANT, "{'id':'goes','tier':'free'}");
        StoredAccount goes = Objects.requireNonNull(two.rows().get(0));
        shared.inner.changeAccounts(List.of(
                AccountChange.drop(goes.key(), goes.version()),
                AccountChange.save(tenant("new", 1), AccountChange.NONE)));

        two.store.breakDown();
        two.others.changesMissed();
        two.store.mend();

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(two.rows()).isEqualTo(shared.inner.accounts()));
    }

    @Test
    void keepsWhatItKnowsWhereTheStoreHasLostItUntilThatHasItAgain() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'free'}");
        made(one, ItemKind.TENANT, "{'id':'zeta','tier':'free'}");
        shared.settle();
        List<StoredAccount> known = two.rows();
        assertThat(known).hasSize(2);
        shared.inner.changeAccounts(known.stream()
                .map(row -> AccountChange.drop(row.key(), row.version()))
                .toList());

        two.others.rowsLost();
        two.others.changesMissed();

        assertThat(two.others.trouble()).isEqualTo("accounts_incomplete");
        shared.inner.changeAccounts(List.of(AccountChange.save(tenant("new", 1), AccountChange.NONE)));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(two.rows()).contains(tenant("new", 1)));
        assertThat(two.rows()).containsAll(known).hasSize(3);
        Edit edit = edit(ItemKind.TENANT, "acme", null);
        assertThat(code(settled(two.admin.replace(edit, Neighbour.json("{'tier':'starter'}")))))
                .isEqualTo("changed_meanwhile");
        assertThat(two.rows()).containsAll(known);
        // It is restored.
        shared.inner.changeAccounts(known.stream()
                .map(row -> AccountChange.save(row, AccountChange.NONE))
                .toList());
        await().atMost(Duration.ofMinutes(1)).until(() -> two.others.trouble() == null);
        assertThat(two.rows()).isEqualTo(shared.inner.accounts());
    }

    @Test
    void tellsTheSlowerOfTwoGatewaysThatItsVersionIsStale() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'free'}");
        long version = shared.inner.accounts().get(0).version();
        Edit edit = edit(ItemKind.TENANT, "acme", version);

        CompletionStage<Outcome<ItemView>> first = one.admin.replace(edit, Neighbour.json("{'tier':'starter'}"));
        CompletionStage<Outcome<ItemView>> second = two.admin.replace(edit, Neighbour.json("{'tier':'enterprise'}"));
        CompletionStage<Outcome<ItemView>> third = two.admin.delete(edit);

        assertThat(settled(first)).isInstanceOf(Outcome.Done.class);
        assertThat(code(settled(second))).isEqualTo("version_mismatch");
        assertThat(code(settled(third))).isEqualTo("version_mismatch");
        assertThat(two.rows()).isEqualTo(one.rows()).isEqualTo(shared.inner.accounts());
        assertThat(two.rows().get(0).json()).contains("starter");
    }

    @Test
    void letsTheLastOneWinWhereNoVersionWasGiven() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'free'}");
        Edit edit = edit(ItemKind.TENANT, "acme", null);

        CompletionStage<Outcome<ItemView>> first = one.admin.replace(edit, Neighbour.json("{'tier':'starter'}"));
        CompletionStage<Outcome<ItemView>> second = two.admin.replace(edit, Neighbour.json("{'tier':'enterprise'}"));

        assertThat(settled(first)).isInstanceOf(Outcome.Done.class);
        assertThat(settled(second)).isInstanceOf(Outcome.Done.class);
        assertThat(one.tries.get() + two.tries.get()).isPositive();
        assertThat(two.rows()).isEqualTo(one.rows()).isEqualTo(shared.inner.accounts());
        assertThat(two.rows().get(0).json()).contains("enterprise");
    }

    @Test
    void givesUpWhereItCannotLearnWhatOthersHaveMade() {
        made(one, ItemKind.TENANT, "{'id':'acme','tier':'free'}");
        StoredAccount known = shared.inner.accounts().get(0);
        StoredAccount strange =
                new StoredAccount(ItemKind.TENANT, "acme", document("acme", "galactic"), known.version() + 1);
        shared.inner.changeAccounts(List.of(AccountChange.save(strange, known.version())));

        Edit edit = edit(ItemKind.TENANT, "acme", null);
        String code = code(settled(two.admin.replace(edit, Neighbour.json("{'tier':'starter'}"))));

        assertThat(code).isEqualTo("changed_meanwhile");
        assertThat(two.rows()).containsExactly(known);
        assertThat(shared.inner.accounts()).containsExactly(strange);
    }

    @Test
    void givesAnIdToOneOfTwoGatewaysOnly() {
        CompletionStage<Outcome<Made>> first =
                one.admin.create(ItemKind.TENANT, Neighbour.json("{'id':'acme','tier':'free'}"), "ops");
        CompletionStage<Outcome<Made>> second =
                two.admin.create(ItemKind.TENANT, Neighbour.json("{'id':'acme','tier':'starter'}"), "ops");

        assertThat(settled(first)).isInstanceOf(Outcome.Done.class);
        assertThat(code(settled(second))).isEqualTo("duplicate_id");
        assertThat(two.rows()).isEqualTo(one.rows()).isEqualTo(shared.inner.accounts());
    }

    @Test
    void givesAUserOneOfTwoSubscriptionsThatAreMadeAtOnce() {
        subscribers();

        CompletionStage<Outcome<Made>> first = subscribe(one, "first");
        CompletionStage<Outcome<Made>> second = subscribe(two, "second");

        assertThat(settled(first)).isInstanceOf(Outcome.Done.class);
        assertThat(code(settled(second))).isEqualTo("already_subscribed");
        assertThat(two.rows()).isEqualTo(one.rows()).isEqualTo(byKind(shared.inner.accounts()));
        assertThat(settled(one.admin.cancel(edit(ItemKind.SUBSCRIPTION, "first", null))))
                .isInstanceOf(Outcome.Done.class);
        assertThat(settled(subscribe(two, "second"))).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void givesAUserOneOfTheSubscriptionsThatManyThreadsMakeAtTwoGateways() throws Exception {
        subscribers();
        List<CompletionStage<Outcome<Made>>> asked = new CopyOnWriteArrayList<>();

        Together.run(6, thread -> asked.add(subscribe(thread % 2 == 0 ? one : two, "s" + thread)));

        List<Outcome<Made>> outcomes = asked.stream().map(this::settled).toList();
        assertThat(outcomes.stream().filter(Outcome.Done.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Outcome.Refused.class::isInstance).map(OthersAccountsTest::code))
                .containsOnly("already_subscribed");
    }

    private void subscribers() {
        made(one, ItemKind.USER, "{'id':'ann'}");
        made(one, ItemKind.PLAN, "{'id':'dev','kind':'dev'}");
    }

    private static CompletionStage<Outcome<Made>> subscribe(Neighbour at, String id) {
        return at.admin.create(
                ItemKind.SUBSCRIPTION,
                Neighbour.json("{'id':'" + id + "','user':'ann','plan':'dev','interval':'month'}"),
                "ops");
    }

    @Test
    void agreesWithTheStoreAfterRandomChangesAtBothWhateverIsToldWhen() {
        long seed = Long.getLong("seed", 20_261_126L);
        Random random = new Random(seed);
        one.time.advance(Duration.ofSeconds(5));
        Set<List<Object>> replaced = new HashSet<>();
        for (int step = 0; step < 3_000; step++) {
            Neighbour at = random.nextBoolean() ? one : two;
            if (random.nextInt(3) == 0) {
                change(at, random, replaced);
            }
            at.time.advance(Duration.ofMillis(random.nextInt(2)));
            at.store.deliver(random, SharedStore.Weather.STORMY);
        }

        await("seed " + seed).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            assertThat(one.rows()).isEqualTo(byKind(shared.inner.accounts()));
            assertThat(two.rows()).isEqualTo(byKind(shared.inner.accounts()));
        });
    }

    private static void change(Neighbour at, Random random, Set<List<Object>> replaced) {
        ItemKind kind = random.nextBoolean() ? ItemKind.TENANT : ItemKind.CLIENT_KEY;
        String id = "id" + random.nextInt(3);
        String body = kind == ItemKind.TENANT ? "{'id':'%s','tier':'free'}" : "{'id':'%s','tenant':'id0'}";
        Item seen = random.nextBoolean() ? at.accounts.made(kind, id) : null;
        Long version = seen == null ? null : seen.version();
        switch (random.nextInt(3)) {
            case 0 -> at.admin.create(kind, Neighbour.json(body.formatted(id)), "ops");
            case 1 ->
                at.admin
                        .replace(edit(kind, id, version), Neighbour.json(body.formatted(id)))
                        .thenAccept(outcome -> {
                            if (version != null && outcome instanceof Outcome.Done<ItemView>) {
                                assertThat(replaced.add(List.of(kind, id, version)))
                                        .as("only one replaces a version")
                                        .isTrue();
                            }
                        });
            default -> at.admin.delete(edit(kind, id, version));
        }
    }

    private static List<StoredAccount> byKind(List<StoredAccount> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(StoredAccount::kind).thenComparing(StoredAccount::id))
                .toList();
    }

    @Test
    void agreesWithTheStoreWhileManyThreadsChangeAndTell() throws Exception {
        Set<List<Object>> replaced = Collections.synchronizedSet(new HashSet<>());
        Together.run(4, thread -> {
            Random random = new Random(thread);
            Neighbour at = thread % 2 == 0 ? one : two;
            for (int step = 0; step < 1_000; step++) {
                if (thread < 2) {
                    change(at, random, replaced);
                    at.time.advance(Duration.ofMillis(random.nextInt(2)));
                } else {
                    at.store.deliver(random, SharedStore.Weather.STORMY);
                }
            }
        });

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            assertThat(one.rows()).isEqualTo(byKind(shared.inner.accounts()));
            assertThat(two.rows()).isEqualTo(byKind(shared.inner.accounts()));
        });
    }

    @Test
    void doesNotReadAgainWhatItIsJustChanging() {
        CompletableFuture<Outcome<Made>> under = one.admin
                .create(ItemKind.TENANT, Neighbour.json("{'id':'acme','tier':'free'}"), "ops")
                .toCompletableFuture();
        shared.inner.changeAccounts(List.of(
                AccountChange.drop(one.rows().get(0).key(), one.rows().get(0).version())));

        one.known.read(one.store);

        assertThat(one.rows()).as("its write is under way").hasSize(1);
        shared.settle();
        assertThat(under).isCompleted();
        one.known.read(one.store);
        assertThat(one.rows()).isEmpty();
    }
}
