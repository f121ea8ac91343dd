package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.Outcome.Done;
import dev.sluice.core.manage.Outcome.Refused;
import dev.sluice.core.manage.Page.Cut;
import dev.sluice.core.manage.Refusal.Kind;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Secret;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class KeyAdminTest {

    private final Fleet fleet = new Fleet();
    private final HeldStorage storage = new HeldStorage();
    private final KeyAdmin admin = new KeyAdmin(fleet.groups, storage, fleet.identities.keys());
    private final Provider openai = fleet.group("openai", Fleet.NEVER, "team-a", "team-b");

    private static NewKey key(String name, String value) {
        return new NewKey(name, new Secret(value), 2);
    }

    private static KeyEdit edit(String provider, String name) {
        return new KeyEdit(provider, name, null);
    }

    private static <T> T done(Outcome<T> outcome) {
        return outcome.fold(value -> value, refusal -> {
            throw new AssertionError(refusal);
        });
    }

    private static Refusal refusal(Outcome<?> outcome) {
        return ((Refused<?>) outcome).refusal();
    }

    private static <T> Outcome<T> now(CompletionStage<Outcome<T>> stage) {
        CompletableFuture<Outcome<T>> future = stage.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join();
    }

    @Test
    void showsKeysMaskedAndAsTheyAre() {
        fleet.refuse(openai, "team-b");

        Page<KeyView> page = done(admin.list("openai", Cut.FIRST));

        assertThat(page.items()).extracting(KeyView::name).containsExactly("team-a", "team-b");
        KeyView invalid = page.items().get(1);
        assertThat(invalid)
                .isEqualTo(new KeyView(
                        "team-b", "sk-…am-b", KeySource.FILE, 1, KeyState.INVALID, "rejected", 0, 0.5, 0, null, 0));
        assertThat(done(admin.find("openai", "team-b"))).isEqualTo(invalid);
    }

    @Test
    void tellsUntilWhenAKeyCools() {
        ProviderKey limited = Objects.requireNonNull(openai.keys().select(0, List.of()));
        openai.keys().ended(limited, KeyRing.Outcome.RATE_LIMITED, 10_000_000_000L);

        KeyView view = done(admin.find("openai", limited.name()));

        assertThat(view.state()).isEqualTo(KeyState.COOLING);
        assertThat(view.coolingUntil()).matches("20[0-9-]+T[0-9:.]+Z");
    }

    @Test
    void doesNotShowTheEndsOfAShortValue() {
        assertThat(KeyView.mask(new Secret("12345678901"))).isEqualTo("***");
        assertThat(KeyView.mask(new Secret("123456789012"))).isEqualTo("123…9012");
    }

    @Test
    void keepsAddedKeysAndPutsThemToUse() {
        Outcome<Integer> added = now(admin.add("openai", List.of(key("new-1", "v1"), key("new-2", "v2"))));

        assertThat(added).isEqualTo(new Done<>(2));
        assertThat(storage.kept).containsExactly("openai/new-1", "openai/new-2");
        ProviderKey found = fleet.key(openai, "new-2");
        assertThat(found.source()).isEqualTo(KeySource.API);
        assertThat(found.priority()).isEqualTo(2);
        assertThat(found.value()).isEqualTo(new Secret("v2"));
        assertThat(fleet.identities.keys().values()[found.label()]).isEqualTo("new-2");
    }

    @Test
    void doesNotUseKeysBeforeTheyAreKeptAndNeverIfTheyAreNot() {
        storage.instead = new CompletableFuture<>();
        CompletionStage<Outcome<Integer>> adding = admin.add("openai", List.of(key("new", "v")));

        assertThat(openai.keys().find("new")).isNull();
        assertThat(refusal(now(admin.add("openai", List.of(key("new", "v")))).then(any -> Outcome.done(any)))
                        .code())
                .isEqualTo("addition_in_progress");
        storage.instead.completeExceptionally(new IllegalStateException("the disk is full"));

        assertThat(refusal(now(adding)))
                .matches(refusal ->
                        refusal.kind() == Kind.UNAVAILABLE && refusal.code().equals("store_failed"));
        assertThat(openai.keys().find("new")).isNull();
        storage.instead = null;
        assertThat(now(admin.add("openai", List.of(key("new", "v"))))).isEqualTo(new Done<>(1));
    }

    @Test
    void usesNoneOfTheAddedKeysWhenAReloadBroughtOneOfTheirNamesMeanwhile() {
        storage.instead = new CompletableFuture<>();
        CompletionStage<Outcome<Integer>> adding = admin.add("openai", List.of(key("first", "v1"), key("new", "v2")));
        fleet.group("openai", Fleet.NEVER, "team-a", "team-b", "new");
        storage.instead.complete(null);

        assertThat(refusal(now(adding)).code()).isEqualTo("duplicate_key");
        assertThat(openai.keys().keys()).extracting(ProviderKey::name).containsExactly("team-a", "team-b", "new");
        assertThat(now(admin.add("openai", List.of(key("other-1", "v3"))))).isEqualTo(new Done<>(1));
    }

    @Test
    void addsAllKeysOrNone() {
        List<NewKey> oneIsThere = List.of(key("new", "v1"), key("team-a", "v2"));
        List<NewKey> oneValueIsThere = List.of(key("new", "sk-of-openai-team-b"));

        Refusal name = refusal(now(admin.add("openai", oneIsThere)));
        Refusal value = refusal(now(admin.add("openai", oneValueIsThere)));

        assertThat(name.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(name.field()).isEqualTo("keys[1].name");
        assertThat(value.field()).isEqualTo("keys[0].value");
        assertThat(value.message()).isEqualTo("is the value of the key team-b");
        assertThat(openai.keys().keys()).hasSize(2);
        assertThat(storage.kept).isEmpty();
    }

    @Test
    void doesNotReplaceAStoredKeyThatCannotBeReadAtTheMoment() {
        storage.kept.add("openai/sealed");

        Refusal refusal = refusal(now(admin.add("openai", List.of(key("new", "v1"), key("sealed", "v2")))));

        assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(refusal.code()).isEqualTo("duplicate_key");
        assertThat(refusal.field()).isEqualTo("keys[1].name");
        assertThat(refusal.message()).contains("store.previous_encryption_keys").contains("delete sealed");
        assertThat(storage.kept).containsExactly("openai/sealed");
        assertThat(openai.keys().keys()).hasSize(2);
    }

    @Test
    void saysWhyKeysCannotBeKept() {
        storage.whyNot = "set store.encryption_key";

        assertThat(refusal(now(admin.add("openai", List.of(key("new", "v"))))))
                .isEqualTo(Refusal.conflict("keys_not_kept", "set store.encryption_key"));
    }

    @Test
    void makesAGroupThatNeededNoKeyWantOne() {
        Provider local = fleet.group("local", Fleet.NEVER);
        assertThat(local.keys().usable()).isTrue();
        done(now(admin.add("local", List.of(key("only", "v")))));

        KeyChange deleted = done(now(admin.delete(edit("local", "only"))));

        assertThat(deleted.key().name()).isEqualTo("only");
        assertThat(deleted.warning()).contains("local").contains("no usable key");
        assertThat(local.keys().usable()).isFalse();
        assertThat(storage.kept).isEmpty();
    }

    @Test
    void leavesKeysOfTheFileToTheFile() {
        assertThat(refusal(now(admin.delete(edit("openai", "team-a")))))
                .matches(refusal ->
                        refusal.kind() == Kind.CONFLICT && refusal.code().equals("managed_by_configuration"));
        assertThat(openai.keys().find("team-a")).isNotNull();
    }

    @Test
    void takesAKeyOutOfUseEvenWhenTheStoreCannotForgetIt() {
        done(now(admin.add("openai", List.of(key("leaked", "v")))));
        storage.instead = CompletableFuture.failedFuture(new IllegalStateException("read-only"));

        assertThat(refusal(now(admin.delete(edit("openai", "leaked")))).code()).isEqualTo("store_failed");
        assertThat(openai.keys().find("leaked")).isNull();
    }

    @Test
    void deletesAStoredKeyThatCannotBeRead() {
        storage.kept.add("openai/sealed");
        storage.instead = new CompletableFuture<>();
        CompletionStage<Outcome<Integer>> adding = admin.add("openai", List.of(key("new", "v")));
        assertThat(refusal(now(admin.delete(edit("openai", "sealed")))).code()).isEqualTo("addition_in_progress");
        storage.instead.complete(null);
        done(now(adding));
        storage.instead = null;

        KeyChange deleted = done(now(admin.delete(edit("openai", "sealed"))));

        assertThat(deleted.key().name()).isEqualTo("sealed");
        assertThat(deleted.key().masked()).isEqualTo("***");
        assertThat(storage.kept).isEmpty();
        assertThat(refusal(now(admin.delete(edit("openai", "sealed")))).code()).isEqualTo("key_not_found");
        assertThat(now(admin.add("openai", List.of(key("sealed", "v2"))))).isEqualTo(new Done<>(1));
    }

    @Test
    void changesAKeyOnlyInTheVersionThatTheCallerHasSeen() {
        long first = done(admin.find("openai", "team-a")).version();
        long second = done(now(admin.disable(new KeyEdit("openai", "team-a", first))))
                .key()
                .version();

        assertThat(second).isGreaterThan(first);
        assertThat(done(admin.find("openai", "team-a")).version()).isEqualTo(second);
        Refusal stale = refusal(now(admin.restore(new KeyEdit("openai", "team-a", first))));
        assertThat(stale.kind()).isEqualTo(Kind.STALE);
        assertThat(stale.code()).isEqualTo("version_mismatch");
        assertThat(fleet.key(openai, "team-a").state()).isEqualTo(KeyState.DISABLED);
        done(now(admin.restore(new KeyEdit("openai", "team-a", second))));
    }

    @Test
    void leavesAKeyInUseThatWasChangedSinceTheCallerSawIt() {
        done(now(admin.add("openai", List.of(key("new", "v")))));
        done(now(admin.disable(edit("openai", "new"))));

        assertThat(refusal(now(admin.delete(new KeyEdit("openai", "new", 0L)))).kind())
                .isEqualTo(Kind.STALE);

        assertThat(openai.keys().find("new")).isNotNull();
        assertThat(storage.kept).containsExactly("openai/new");
    }

    @Test
    void triesAgainWhereOthersWereFasterAndGivesUpInTheEnd() {
        storage.overtaken = 4;
        assertThat(done(now(admin.disable(edit("openai", "team-a")))).key().state())
                .isEqualTo(KeyState.DISABLED);

        storage.overtaken = 5;
        assertThat(refusal(now(admin.restore(edit("openai", "team-a")))).code()).isEqualTo("changed_meanwhile");
        storage.overtaken = 1;
        long version = done(admin.find("openai", "team-b")).version();
        assertThat(refusal(now(admin.disable(new KeyEdit("openai", "team-b", version))))
                        .kind())
                .isEqualTo(Kind.STALE);
    }

    @Test
    void disablesAndRestoresAndWarnsWhenNothingIsLeft() {
        KeyChange first = done(now(admin.disable(edit("openai", "team-a"))));
        KeyChange last = done(now(admin.disable(edit("openai", "team-b"))));
        KeyChange back = done(now(admin.restore(edit("openai", "team-b"))));

        assertThat(first.key().state()).isEqualTo(KeyState.DISABLED);
        assertThat(first.warning()).isNull();
        assertThat(last.warning()).contains("openai");
        assertThat(back.key().state()).isEqualTo(KeyState.ACTIVE);
        assertThat(back.warning()).isNull();
    }

    @Test
    void answersThatAKeyIsDisabledOnlyOnceThatIsKept() {
        storage.instead = new CompletableFuture<>();
        CompletionStage<Outcome<KeyChange>> disabling = admin.disable(edit("openai", "team-a"));

        assertThat(fleet.key(openai, "team-a").state()).as("at once").isEqualTo(KeyState.DISABLED);
        assertThat(disabling.toCompletableFuture()).isNotDone();
        storage.instead.completeExceptionally(new IllegalStateException("the disk is full"));

        assertThat(refusal(now(disabling)))
                .isEqualTo(Refusal.unavailable(
                        "store_failed",
                        "the key is disabled now, but may be as before after a restart; the log says why"));
        assertThat(refusal(now(admin.restore(edit("openai", "team-a")))).message())
                .contains("the key is active now");
    }

    @Test
    void findsNoKeyAndNoGroupThatIsNotThere() {
        assertThat(refusal(admin.find("openai", "x")).code()).isEqualTo("key_not_found");
        assertThat(refusal(now(admin.disable(edit("nobody", "x")))).code()).isEqualTo("provider_not_found");
        assertThat(refusal(admin.list("nobody", Cut.FIRST)).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(refusal(now(admin.add("nobody", List.of(key("a", "b"))))).code())
                .isEqualTo("provider_not_found");
        assertThat(refusal(now(admin.delete(edit("openai", "x")))).code()).isEqualTo("key_not_found");
    }

    @Test
    void saysThatAnAggregateHasNoKeys() {
        fleet.route("gpt-4o", fleet.aggregate("all", fleet.target(openai, "gpt-4o")));

        assertThat(refusal(admin.list("all", Cut.FIRST)).code()).isEqualTo("is_aggregate");
    }
}
