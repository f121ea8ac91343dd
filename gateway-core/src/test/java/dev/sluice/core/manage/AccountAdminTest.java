package dev.sluice.core.manage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.time.ManualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountAdminTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final ManualTime time = new ManualTime();
    private final CountingStore store = new CountingStore(new MemoryStore());
    private final Accounts accounts = new Accounts();
    private final AccountAdmin admin = new AccountAdmin(
            new AccountAdmin.Collaborators(
                    new KnownAccounts(accounts), store, "openai"::equals, new Random(7), Runnable::run),
            time.clock());

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> Outcome<T> now(CompletionStage<Outcome<T>> stage) {
        return stage.toCompletableFuture().join();
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    private static Refusal refusal(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<?>) outcome).refusal();
    }

    @Test
    void deletesNobodyWhoHasCredits() {
        made(ItemKind.USER, "{'id':'ann','prepaid':true}");
        store.ledger().credit("ann", 5, "a", time.clock().millis());

        assertThat(refusal(now(admin.delete(edit(ItemKind.USER, "ann")))).code())
                .isEqualTo("has_credits");
        store.ledger().credit("ann", -5, "b", time.clock().millis());

        done(now(admin.delete(edit(ItemKind.USER, "ann"))));
    }

    @Test
    void givesNobodyTheIdOfOneWhoHadCreditsOrATrial() {
        made(ItemKind.USER, "{'id':'ann'}");
        made(ItemKind.USER, "{'id':'bob'}");
        made(ItemKind.USER, "{'id':'eve'}");
        store.ledger().credit("ann", 5, "a", time.clock().millis());
        store.ledger().credit("ann", -5, "b", time.clock().millis());
        made(ItemKind.TRIAL, "{'user':'bob','ends':'2999-01-01T00:00:00Z'}");
        List.of("ann", "bob", "eve").forEach(user -> done(now(admin.delete(edit(ItemKind.USER, user)))));

        assertThat(refusal(create(ItemKind.USER, "{'id':'ann'}")).code()).isEqualTo("user_id_was_used");
        assertThat(refusal(create(ItemKind.USER, "{'id':'bob'}")).code()).isEqualTo("user_id_was_used");
        assertThat(((Trial) Objects.requireNonNull(accounts.item(ItemKind.TRIAL, "bob"))
                                .definition())
                        .state())
                .isEqualTo(Trial.State.EXPIRED);
        made(ItemKind.USER, "{'id':'eve'}");
    }

    private Outcome<Made> create(ItemKind kind, String body) {
        return now(admin.create(kind, json(body), "ops"));
    }

    private Made made(ItemKind kind, String body) {
        return done(create(kind, body));
    }

    private static Edit edit(ItemKind kind, String id) {
        return new Edit(kind, id, null, "ops");
    }

    private @Nullable Account find(Made key) {
        byte[] value = Objects.requireNonNull(key.value()).value().getBytes(US_ASCII);
        return accounts.find(KeyHash.of(value, 0, value.length), time.clock().millis());
    }

    private Account account(Made key) {
        return Objects.requireNonNull(find(key));
    }

    private Accounts recalled() {
        Accounts again = new Accounts();
        AccountRows.recall(store, again);
        return again;
    }

    private void makeAnn() {
        made(ItemKind.TENANT, "{'id':'acme','tier':'starter'}");
        made(ItemKind.USER, "{'id':'ann','tenant':'acme'}");
        made(ItemKind.PLAN, "{'id':'pro','monthly_usd':9.99}");
    }

    @Test
    void makesAKeyThatLetsInAndShowsItsValueOnce() {
        makeAnn();

        Made key = made(ItemKind.CLIENT_KEY, "{'id':'ci','user':'ann','models':['gpt-*'],'proxy':['openai']}");

        assertThat(Objects.requireNonNull(key.value()).value()).matches("sk-sluice-[0-9A-Za-z]{32}");
        assertThat(account(key).tenant().tier()).isEqualTo(Tier.STARTER);
        String value = key.value().value();
        assertThat(done(admin.find(ItemKind.CLIENT_KEY, "ci")).document().toString())
                .doesNotContain(value)
                .doesNotContain("hash");
        assertThat(store.accounts()).extracting(StoredAccount::json).noneMatch(json -> json.contains(value));
        assertThat(key.toString()).doesNotContain(value);
    }

    @Test
    void bringsBackEverythingAfterARestart() {
        makeAnn();
        made(
                ItemKind.ROLE,
                "{'id':'dev','models':['a','b*'],'limits':{'tokens_per_day':123456789012,"
                        + "'budget':{'usd':12.345678,'per':'day','on_exceeded':'warn'}}}");
        Made key = made(
                ItemKind.CLIENT_KEY,
                "{'id':'ci','user':'ann','role':'dev','addresses':['10.0.0.0/8'],'expires':'2030-01-01T00:00:00Z'}");
        made(ItemKind.TRIAL, "{'user':'ann','ends':'2030-01-01T00:00:00Z','tokens':5,'usd':0.5}");
        made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro','interval':'year'}");

        Accounts again = recalled();

        for (ItemKind kind : ItemKind.values()) {
            assertThat(again.items(kind, null, 10))
                    .isEqualTo(accounts.items(kind, null, 10))
                    .isNotEmpty();
        }
        assertThat(again.all(time.clock().millis())).containsExactly(account(key));
    }

    @Test
    void replacesWhatIsStillAsTheCallerSawItAndKeepsTheKeysValue() {
        Made key = made(ItemKind.CLIENT_KEY, "{'id':'ci'}");
        long seen = key.item().version();
        JsonNode body = json("{'models':['only']}");

        ItemView next = done(now(admin.replace(new Edit(ItemKind.CLIENT_KEY, "ci", seen, "ops"), body)));

        assertThat(next.version()).isGreaterThan(seen);
        assertThat(account(key).key().models().allows("other")).isFalse();
        Refusal refusal = refusal(now(admin.replace(new Edit(ItemKind.CLIENT_KEY, "ci", seen, "ops"), body)));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.STALE);
        assertThat(refusal.code()).isEqualTo("version_mismatch");
        assertThat(recalled().item(ItemKind.CLIENT_KEY, "ci")).isEqualTo(accounts.item(ItemKind.CLIENT_KEY, "ci"));
    }

    @Test
    void revokesAKeyAtOnceEvenWhereTheStoreFails() {
        Made one = made(ItemKind.CLIENT_KEY, "{'id':'one'}");
        Made two = made(ItemKind.CLIENT_KEY, "{'id':'two'}");

        done(now(admin.delete(edit(ItemKind.CLIENT_KEY, "one"))));
        store.fail();
        Refusal refusal = refusal(now(admin.delete(edit(ItemKind.CLIENT_KEY, "two"))));

        assertThat(refusal.code()).isEqualTo("store_failed");
        assertThat(find(one)).isNull();
        assertThat(find(two)).isNull();
    }

    @Test
    void undoesWhatTheStoreDoesNotKeep() {
        makeAnn();
        Item before = accounts.item(ItemKind.TENANT, "acme");
        store.fail();

        assertThat(refusal(create(ItemKind.TENANT, "{'id':'b'}")).code()).isEqualTo("store_failed");
        assertThat(refusal(now(admin.replace(edit(ItemKind.TENANT, "acme"), json("{'active':false}"))))
                        .kind())
                .isEqualTo(Refusal.Kind.UNAVAILABLE);
        assertThat(refusal(now(admin.delete(edit(ItemKind.PLAN, "pro")))).code())
                .isEqualTo("store_failed");

        assertThat(accounts.items(ItemKind.TENANT, null, 10)).containsExactly(before);
        assertThat(accounts.item(ItemKind.PLAN, "pro")).isNotNull();
        assertThat(recalled().items(ItemKind.TENANT, null, 10)).containsExactly(before);
    }

    @Test
    void startsATrialOnceAUserAndNeverAgain() {
        makeAnn();
        String body = "{'user':'ann','ends':'2030-01-01T00:00:00Z','requests':10}";
        made(ItemKind.TRIAL, body);

        assertThat(refusal(create(ItemKind.TRIAL, body)).code()).isEqualTo("trial_used");
        done(now(admin.delete(edit(ItemKind.TRIAL, "ann"))));
        assertThat(refusal(create(ItemKind.TRIAL, body)).code()).isEqualTo("trial_used");
        assertThat(refusal(now(admin.replace(edit(ItemKind.TRIAL, "ann"), json(body))))
                        .code())
                .isEqualTo("trial_used");
    }

    @Test
    void convertsTheTrialOfWhoSubscribes() {
        makeAnn();
        Made key = made(ItemKind.CLIENT_KEY, "{'user':'ann'}");
        made(ItemKind.TRIAL, "{'user':'ann','ends':'2030-01-01T00:00:00Z'}");

        made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}");

        assertThat(account(key).plan()).extracting(Plan::id).isEqualTo("pro");
        assertThat(account(key).trial()).extracting(Trial::state).isEqualTo(Trial.State.CONVERTED);
        assertThat(recalled().item(ItemKind.TRIAL, "ann")).isEqualTo(accounts.item(ItemKind.TRIAL, "ann"));
    }

    @Test
    void hasOneSubscriptionAUserAtATimeAndEndsItWhenItIsCancelled() {
        makeAnn();
        Made key = made(ItemKind.CLIENT_KEY, "{'user':'ann'}");
        String id = made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}")
                .item()
                .id();
        assertThat(refusal(create(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}"))
                        .code())
                .isEqualTo("already_subscribed");

        done(now(admin.cancel(edit(ItemKind.SUBSCRIPTION, id))));

        assertThat(account(key).plan()).isNull();
        made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}");
        assertThat(refusal(now(admin.cancel(edit(ItemKind.PLAN, "pro")))).code())
                .isEqualTo("not_a_subscription");
    }

    @Test
    void deletesNothingThatOthersReferTo() {
        makeAnn();
        made(ItemKind.ROLE, "{'id':'dev'}");
        made(ItemKind.CLIENT_KEY, "{'id':'ci','user':'ann','role':'dev'}");
        String id = made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}")
                .item()
                .id();

        for (Edit each : List.of(
                edit(ItemKind.TENANT, "acme"),
                edit(ItemKind.USER, "ann"),
                edit(ItemKind.ROLE, "dev"),
                edit(ItemKind.PLAN, "pro"))) {
            assertThat(refusal(now(admin.delete(each))).code()).isEqualTo("in_use");
        }
        done(now(admin.delete(edit(ItemKind.CLIENT_KEY, "ci"))));
        done(now(admin.cancel(edit(ItemKind.SUBSCRIPTION, id))));
        done(now(admin.delete(edit(ItemKind.USER, "ann"))));

        assertThat(refusal(admin.find(ItemKind.SUBSCRIPTION, id)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
        done(now(admin.delete(edit(ItemKind.TENANT, "acme"))));
        assertThat(recalled().items(ItemKind.SUBSCRIPTION, null, 10)).isEmpty();
    }

    @Test
    void leavesAloneWhatTheFileDefines() {
        accounts.replaceFile(List.of(new Tenant("file", Tier.FREE, Limits.NONE, true)));

        assertThat(refusal(create(ItemKind.TENANT, "{'id':'file'}")).code()).isEqualTo("duplicate_id");
        assertThat(refusal(now(admin.delete(edit(ItemKind.TENANT, "file")))).code())
                .isEqualTo("managed_by_configuration");
        assertThat(refusal(now(admin.replace(edit(ItemKind.TENANT, "file"), json("{}"))))
                        .code())
                .isEqualTo("managed_by_configuration");
        assertThat(done(admin.find(ItemKind.TENANT, "file")).source()).isEqualTo(Item.Source.FILE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            TENANT; {'tier':'free'}; invalid_field; id
            TENANT; {'id':'a b'}; invalid_field; id
            TENANT; {'id':'a','colour':'red'}; invalid_field; colour
            TENANT; {'id':'a','tier':'gold'}; invalid_field; tier
            TENANT; {'id':'a','active':'true'}; invalid_field; active
            TENANT; {'id':'a','active':null}; invalid_field; active
            TENANT; {'id':'a','limits':{'burst':1.5}}; invalid_field; limits.burst
            TENANT; {'id':'a','limits':{'budget':{'usd':-1,'per':'day'}}}; invalid_field; limits.budget.usd
            TENANT; {'id':'acme'}; duplicate_id;
            USER; {'id':'a','tenant':'nobody'}; unknown_tenant; tenant
            CLIENT_KEY; {'tenant':'nobody'}; unknown_tenant; tenant
            CLIENT_KEY; {'user':'nobody'}; unknown_user; user
            CLIENT_KEY; {'role':'nobody'}; unknown_role; role
            CLIENT_KEY; {'proxy':['nobody']}; unknown_group; proxy
            CLIENT_KEY; {'user':'ann','tenant':'default'}; invalid_field; tenant
            CLIENT_KEY; {'addresses':['10.0.0.1/8']}; invalid_field; addresses[0]
            CLIENT_KEY; {'models':['a','${HOME}*b']}; invalid_field; models[1]
            CLIENT_KEY; {'value':'mine'}; invalid_field; value
            SUBSCRIPTION; {'user':'ann','plan':'nobody'}; unknown_plan; plan
            SUBSCRIPTION; {'user':'ann','plan':'pro','ends':'1970-01-01T00:00:00Z'}; invalid_field; ends
            SUBSCRIPTION; {'user':'ann','plan':'pro','ends':'soon'}; invalid_field; ends
            TRIAL; {'user':'nobody','ends':'2030-01-01T00:00:00Z'}; unknown_user; user
            TRIAL; {'user':'ann'}; invalid_field; ends
            TRIAL; {'user':'ann','ends':'2030-01-01T00:00:00Z','tokens':-1}; invalid_field; tokens
            TRIAL; []; invalid_body;
            """)
    void refuses(ItemKind kind, String body, String code, @Nullable String field) {
        makeAnn();
        int writes = store.writes();

        Refusal refusal = refusal(create(kind, body));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(store.writes()).isEqualTo(writes);
    }

    @Test
    void takesTextsAsTheyAreWritten() {
        Made key = made(ItemKind.CLIENT_KEY, "{'id':'k','models':['${HOME}','$${x}']}");

        assertThat(account(key).key().models().allows("${HOME}")).isTrue();
        assertThat(account(key).key().models().allows("$${x}")).isTrue();
    }

    @Test
    void refusesToChangeWhoseSomethingIs() {
        makeAnn();
        made(ItemKind.USER, "{'id':'bob'}");
        String id = made(ItemKind.SUBSCRIPTION, "{'user':'ann','plan':'pro'}")
                .item()
                .id();

        assertThat(refusal(now(admin.replace(edit(ItemKind.USER, "ann"), json("{'tenant':'default'}"))))
                        .field())
                .isEqualTo("tenant");
        assertThat(refusal(now(admin.replace(edit(ItemKind.USER, "ann"), json("{'id':'bob'}"))))
                        .field())
                .isEqualTo("id");
        assertThat(refusal(now(admin.replace(edit(ItemKind.SUBSCRIPTION, id), json("{'user':'bob','plan':'pro'}"))))
                        .field())
                .isEqualTo("user");
    }

    @Test
    void listsInPages() {
        for (String id : List.of("c", "a", "b")) {
            made(ItemKind.TENANT, "{'id':'" + id + "'}");
        }

        Page<ItemView> first = admin.list(ItemKind.TENANT, new Page.Cut(null, 2));

        assertThat(first.items()).extracting(ItemView::id).containsExactly("a", "b");
        assertThat(admin.list(ItemKind.TENANT, new Page.Cut(first.next(), 2)).items())
                .extracting(ItemView::id)
                .containsExactly("c");
    }

    @Test
    void makesOneOfManyAtATimeWithTheSameId() throws Exception {
        List<Outcome<Made>> outcomes = Collections.synchronizedList(new ArrayList<>());

        Together.run(4, thread -> {
            for (int i = 0; i < 200; i++) {
                outcomes.add(create(ItemKind.TENANT, "{'id':'t" + i + "'}"));
            }
        });

        assertThat(outcomes.stream()
                        .filter(each -> each instanceof Outcome.Done)
                        .count())
                .isEqualTo(200);
        assertThat(recalled().items(ItemKind.TENANT, null, 1000))
                .isEqualTo(accounts.items(ItemKind.TENANT, null, 1000));
    }
}
