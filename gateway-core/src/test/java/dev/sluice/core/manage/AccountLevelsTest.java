package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.Identities;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountLevelsTest {

    private static final long NOW = 1_000_000;

    private final Accounts accounts = new Accounts();
    private final Meters meters = new Meters();
    private final Callers callers = Identities.bounded(5, 1, 5, 2).callers();
    private final AccountLevels levels =
            new AccountLevels(accounts, meters, callers, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
    private final ClientKey limited = key(
            "ci",
            new Limits(
                    Map.of(LimitKind.CONCURRENCY, 3L, LimitKind.MINUTE_REQUESTS, 10L, LimitKind.DAY_BUDGET, 5L),
                    Map.of()),
            Long.MAX_VALUE);
    private final Map<String, Long> told = new TreeMap<>();

    @BeforeEach
    void define() {
        List<Definition> file = List.of(
                issued(limited),
                issued(key("second", Limits.NONE, Long.MAX_VALUE)),
                new Plan("team", Plan.Kind.TEAM, Limits.NONE, 0, 0),
                user("ann", true),
                user("bob", true),
                user("eve", true),
                user("later", false));
        callers.name(file);
        accounts.replaceFile(file);
        accounts.put(List.of(
                Item.ofApi(issued(key("expired", Limits.NONE, NOW)), 1),
                Item.ofApi(subscription("s1", "ann", NOW + 1), 1),
                Item.ofApi(subscription("s2", "bob", NOW), 1),
                Item.ofApi(new Trial("ann", 0, NOW, 1, 1, 1, Trial.State.ACTIVE), 1),
                Item.ofApi(new Trial("bob", 0, NOW + 1, 1, 1, 1, Trial.State.ACTIVE), 1)));
    }

    @Test
    void countsKeysAndTrialsAndSubscriptionsAsTheyStandNow() {
        levels.keys((standing, count) -> told.put(standing.name(), count));
        levels.trials((state, count) -> told.put("trial " + state, count));
        levels.subscriptions((plan, interval, count) -> told.put(plan + " " + interval, count));

        assertThat(told)
                .containsEntry("ACTIVE", 2L)
                .containsEntry("INACTIVE", 1L)
                .containsEntry("trial ACTIVE", 1L)
                .containsEntry("trial EXPIRED", 1L)
                .containsEntry("trial CONVERTED", 0L)
                .containsEntry("TEAM YEAR", 1L)
                .containsEntry("TEAM MONTH", 0L)
                .containsEntry("FREE MONTH", 0L);
    }

    @Test
    void tellsTheBalanceOfEverybodyWhoPaysInAdvance() {
        meters.credit("ann", 500);
        meters.credit("gone", 7);

        levels.balances((user, plan, picoDollars) ->
                told.merge(callers.users().values()[user] + " " + plan, picoDollars, Long::sum));

        assertThat(told)
                .containsEntry("ann TEAM", 500L)
                .containsEntry("bob null", 0L)
                .as("eve and who is gone have no series of their own")
                .containsEntry("other null", 7L)
                .hasSize(3);
    }

    @Test
    void tellsWhatIsLeftOfKeysLimitsAndWhatIsReserved() {
        Account who = new Account(limited, Tenant.STANDARD, null, null, null, null);
        Permit permit = ((Gates.Entry.Granted) new Gates(meters).enter(who, NOW)).permit();

        levels.rooms((key, kind, left) -> told.put(callers.keys().values()[key] + " " + kind, left));

        assertThat(told).containsOnly(Map.entry("ci CONCURRENCY", 2L), Map.entry("ci MINUTE_REQUESTS", 9L));
        assertThat(levels.reservations()).isEqualTo(1);
        permit.withdraw(NOW);
        permit.withdraw(NOW);
        assertThat(levels.reservations()).isZero();
    }

    private static ClientKey key(String id, Limits limits, long expires) {
        return new ClientKey(
                id,
                null,
                null,
                Set.of(),
                AllowedModels.ALL,
                null,
                new ClientKey.Validity(List.of(), expires, true),
                limits);
    }

    private static ClientKey.Issued issued(ClientKey key) {
        return new ClientKey.Issued(
                key,
                KeyHash.of(
                        key.id().getBytes(StandardCharsets.UTF_8), 0, key.id().length()));
    }

    private static User user(String id, boolean prepaid) {
        return new User(id, "default", Limits.NONE, prepaid, true);
    }

    private static Subscription subscription(String id, String user, long ends) {
        return new Subscription(id, user, "team", Subscription.Interval.YEAR, 0, ends, Subscription.State.ACTIVE);
    }
}
