package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Gates.Entry;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.admission.Spent;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.request.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Some gateways on one Redis of their own, and what exchanges do there. Whoever makes them closes them. */
final class SharedGateways implements AutoCloseable {

    static final long COST = 1_000;

    final RealRedis redis;
    private final List<SharedGateway> gateways = new ArrayList<>();

    SharedGateways(Path folder) {
        keepAwayFromMidnight();
        redis = RealRedis.start(folder);
    }

    /** The day that limits count by, in UTC, must not end meanwhile: its last minute is waited for to end. */
    private static void keepAwayFromMidnight() {
        LocalTime late = LocalTime.MAX.minusMinutes(1);
        await().atMost(2, TimeUnit.MINUTES)
                .pollDelay(Duration.ZERO)
                .until(() -> LocalTime.now(ZoneOffset.UTC).isBefore(late));
    }

    /** One that was let in. */
    record Passed(SharedGateway gateway, Permit permit, ExchangeId id) {}

    @Override
    public void close() {
        gateways.forEach(SharedGateway::close);
        redis.close();
    }

    SharedGateway get(int i) {
        return gateways.get(i);
    }

    List<SharedGateway> all() {
        return gateways;
    }

    void three() {
        for (int i = 0; i < 3; i++) {
            add(SharedGateway.Options.PATIENT);
        }
    }

    SharedGateway add(SharedGateway.Options options) {
        SharedGateway gateway = new SharedGateway(redis, options);
        gateways.add(gateway);
        return gateway;
    }

    /** Asks to be let in, as an exchange does; what is not let in leaves nothing behind. */
    static Shared enter(SharedGateway gateway, Account who, Demand demand, ConcurrentLinkedQueue<Passed> to) {
        long now = System.currentTimeMillis();
        ExchangeId id = SharedGateway.id();
        Permit permit = ((Entry.Granted) gateway.gates.enter(who, now)).permit();
        assertThat(gateway.gates.reserve(permit, who, demand, now)).isNull();
        Shared shared = join(gateway.gates.share(permit, who, demand, id, now));
        if (shared instanceof Shared.Granted) {
            to.add(new Passed(gateway, permit, id));
        } else {
            permit.withdraw(System.currentTimeMillis());
        }
        return shared;
    }

    static Shared join(@Nullable CompletionStage<Shared> asked) {
        return asked == null
                ? new Shared.Granted()
                : asked.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    static void settle(Passed one, long tokens, long cost) {
        one.permit().settle(new Spent(tokens, cost), System.currentTimeMillis());
        one.gateway().fold(one.id(), "ci", tokens, cost);
    }

    static void pay(Passed one, long cost) {
        one.permit().settle(new Spent(1, cost), System.currentTimeMillis());
        one.gateway()
                .folds
                .fold(List.of(new dev.sluice.core.ledger.Entry(
                        one.id().high(),
                        one.id().low(),
                        System.currentTimeMillis(),
                        "acme",
                        "ann",
                        "ci",
                        null,
                        "gpt",
                        "openai",
                        200,
                        Usage.tokens(1, 0),
                        false,
                        cost,
                        "",
                        true,
                        false,
                        List.of())));
    }

    /** What the ledger has of somebody, over all months that there are. */
    long sum(String member, String field) {
        long sum = 0;
        for (String key : keys("{sluice}:sum:" + member + ":m*")) {
            sum += Long.parseLong(redis.command("HGET", key, field));
        }
        return sum;
    }

    /** Also what leases have left, and what is on its way, comes back. */
    void assertNothingIsHeld() {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(keys("{sluice}:limits:*")).allSatisfy(key -> {
                    SharedGateway any = gateways.get(0);
                    List<String> fields =
                            any.connection.await(any.connection.commands().hkeys(key));
                    assertThat(fields).as(key).noneMatch(field -> field.contains("|"));
                }));
    }

    List<String> keys(String pattern) {
        SharedGateway any = gateways.get(0);
        return any.connection.await(any.connection.commands().keys(pattern));
    }

    /** Whose key has limits, of which the day's budget does so much when it is used up. */
    static Account account(Map<LimitKind, Long> ofKey, OnExceeded then) {
        return account(new Limits(ofKey, Map.of(LimitKind.DAY_BUDGET, then)), false);
    }

    static Account account(Map<LimitKind, Long> ofKey, boolean prepaid) {
        return account(new Limits(ofKey, Map.of()), prepaid);
    }

    private static Account account(Limits limits, boolean prepaid) {
        return new Account(
                new ClientKey(
                        "ci",
                        "acme",
                        prepaid ? "ann" : null,
                        Set.of(),
                        AllowedModels.ALL,
                        null,
                        ClientKey.Validity.ALWAYS,
                        limits),
                new Tenant("acme", Tier.STARTER, Limits.NONE, true),
                prepaid ? new User("ann", "acme", Limits.NONE, true, true) : null,
                null,
                null,
                null);
    }

    static Shared extend(Passed one, Account who, Demand more) {
        return join(one.gateway().gates.shareMore(one.permit(), who, more, one.id(), System.currentTimeMillis()));
    }
}
