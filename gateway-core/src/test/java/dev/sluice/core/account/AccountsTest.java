package dev.sluice.core.account;

import static dev.sluice.core.account.Accountees.hash;
import static dev.sluice.core.account.Accountees.key;
import static dev.sluice.core.account.Accountees.plan;
import static dev.sluice.core.account.Accountees.subscription;
import static dev.sluice.core.account.Accountees.tenant;
import static dev.sluice.core.account.Accountees.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccountsTest {

    private final Accounts accounts = new Accounts();

    private void make(Definition... definitions) {
        accounts.put(
                List.of(definitions).stream().map(each -> Item.ofApi(each, 1)).toList());
    }

    private @Nullable Account find(String value, long now) {
        return accounts.find(hash(value), now);
    }

    private @Nullable String planAt(long now) {
        Plan plan = Objects.requireNonNull(find("k", now)).plan();
        return plan == null ? null : plan.id();
    }

    @Test
    void findsWhomAKeyBelongsTo() {
        User ann = user("ann", "acme");
        Role role = new Role("dev", AllowedModels.of(List.of("gpt-*")), Limits.NONE);
        ClientKey key = new ClientKey(
                "k", null, "ann", Set.of(), AllowedModels.ALL, "dev", ClientKey.Validity.ALWAYS, Limits.NONE);
        accounts.replaceFile(List.of(tenant("acme"), ann, role));
        make(new ClientKey.Issued(key, hash("value")));

        assertThat(find("value", 0)).isEqualTo(new Account(key, tenant("acme"), ann, role, null, null));
        assertThat(find("valuE", 0)).isNull();
        assertThat(accounts.all(0)).containsExactly(Objects.requireNonNull(find("value", 0)));
    }

    @Test
    void givesTheStandardTenantToWhoNamesNone() {
        make(key("k", null, null));
        assertThat(find("k", 0)).extracting(Account::tenant).isEqualTo(Tenant.STANDARD);

        Tenant own = new Tenant("default", Tier.ENTERPRISE, Limits.NONE, true);
        accounts.replaceFile(List.of(own));

        assertThat(find("k", 0)).extracting(Account::tenant).isEqualTo(own);
    }

    @Test
    void keepsTheSameAccountUntilSomethingChanges() {
        make(key("k", null, null));
        Account first = find("k", 0);

        assertThat(find("k", 1_000)).isSameAs(first);
        make(tenant("other"));
        assertThat(find("k", 1_000)).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void knowsNobodyByAKeyThatHasExpired() {
        make(key("k", null, null, 500));

        assertThat(find("k", 499)).isNotNull();
        assertThat(find("k", 500)).isNull();
        assertThat(find("k", 499)).isNotNull();
        assertThat(accounts.all(500)).isEmpty();
    }

    @Test
    void letsNobodyInWhoseTenantUserOrRoleIsNoMoreOrNotActive() {
        make(tenant("acme"), user("ann", "acme"), key("k", null, "ann"));
        assertThat(find("k", 0)).isNotNull();

        make(new User("ann", "acme", Limits.NONE, false, false));
        assertThat(find("k", 0)).isNull();
        make(user("ann", "acme"), new Tenant("acme", Tier.FREE, Limits.NONE, false));
        assertThat(find("k", 0)).isNull();
        accounts.remove(ItemKind.TENANT, "acme");
        assertThat(find("k", 0)).isNull();
        make(tenant("acme"));
        assertThat(find("k", 0)).isNotNull();
        accounts.remove(ItemKind.USER, "ann");
        assertThat(find("k", 0)).isNull();
    }

    @Test
    void forgetsARevokedKeyAtOnceAndAReplacedValueToo() {
        make(key("k", null, null), key("other", null, null));
        accounts.remove(ItemKind.CLIENT_KEY, "k");
        make(new ClientKey.Issued(key("other", null, null).key(), hash("anew")));

        assertThat(find("k", 0)).isNull();
        assertThat(find("other", 0)).isNull();
        assertThat(find("anew", 0)).isNotNull();
    }

    @Test
    void tellsThePlanThatHoldsNow() {
        make(user("ann", "default"), key("k", null, "ann"), plan("plan-a"), plan("plan-b"));
        assertThat(planAt(0)).isNull();

        make(subscription("a", "ann", 100, 200), subscription("b", "ann", 150, 300));

        assertThat(planAt(99)).isNull();
        assertThat(planAt(100)).isEqualTo("plan-a");
        assertThat(planAt(149)).isEqualTo("plan-a");
        assertThat(planAt(150)).isEqualTo("plan-b");
        assertThat(planAt(299)).isEqualTo("plan-b");
        assertThat(planAt(300)).isNull();
        assertThat(planAt(120)).isEqualTo("plan-a");
        accounts.remove(ItemKind.SUBSCRIPTION, "b");
        assertThat(planAt(250)).isNull();
    }

    @Test
    void givesTheFreePlanToWhoHasNotSubscribed() {
        make(user("ann", "default"), key("k", null, "ann"), plan("free"), plan("plan-a"));
        make(subscription("a", "ann", 100, 200));

        assertThat(planAt(0)).isEqualTo("free");
        assertThat(planAt(100)).isEqualTo("plan-a");
        assertThat(planAt(200)).isEqualTo("free");
    }

    @Test
    void replacesWhatTheFileDefinesAndNothingElse() {
        accounts.replaceFile(List.of(tenant("file"), key("gone", null, null)));
        make(tenant("api"), key("made", null, null));

        accounts.replaceFile(List.of(tenant("next"), key("new", null, null)));

        assertThat(find("gone", 0)).isNull();
        assertThat(find("new", 0)).isNotNull();
        assertThat(find("made", 0)).isNotNull();
        assertThat(accounts.items(ItemKind.TENANT, null, 10))
                .containsExactly(Item.ofApi(tenant("api"), 1), Item.ofFile(tenant("next")));
        assertThat(accounts.item(ItemKind.TENANT, "file")).isNull();
        assertThat(accounts.made(ItemKind.TENANT, "next")).isNull();
    }

    @Test
    void listsByIdBehindOneAndNoMoreThanAskedFor() {
        accounts.replaceFile(List.of(tenant("b"), tenant("d")));
        make(tenant("a"), tenant("c"), tenant("e"));

        assertThat(accounts.items(ItemKind.TENANT, "a", 3)).extracting(Item::id).containsExactly("b", "c", "d");
        assertThat(accounts.items(ItemKind.USER, null, 3)).isEmpty();
    }
}
