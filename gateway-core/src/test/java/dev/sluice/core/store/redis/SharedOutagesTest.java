package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.SharedGateways.COST;
import static dev.sluice.core.store.redis.SharedGateways.account;
import static dev.sluice.core.store.redis.SharedGateways.enter;
import static dev.sluice.core.store.redis.SharedGateways.join;
import static dev.sluice.core.store.redis.SharedGateways.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Gates.Entry;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.store.redis.SharedGateways.Passed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what gateways hold together when one of them is gone, or Redis is. */
final class SharedOutagesTest {

    @TempDir
    Path folder;

    private SharedGateways gateways;

    @BeforeEach
    void start() {
        gateways = new SharedGateways(folder);
    }

    @AfterEach
    void end() {
        gateways.close();
    }

    @Test
    void givesBackWhatComesAfterNobodyWaitsAnyMore() {
        SharedGateway hasty = gateways.add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 50, Set.of()));
        Account who = account(Map.of(LimitKind.CONCURRENCY, 1L, LimitKind.DAY_BUDGET, 5 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        // Redis knows what is asked: it is done before all that is asked later over that connection.
        hasty.connection.await(hasty.connection.commands().scriptLoad(CounterScripts.CLAIM.source()));

        gateways.redis.pause();
        Shared shared = enter(hasty, who, new Demand(1, 1, COST), passed);
        gateways.redis.resume();

        assertThat(shared).isInstanceOf(Shared.Granted.class);
        await().atMost(60, TimeUnit.SECONDS).until(hasty.counters::reachable);
        gateways.assertNothingIsHeld();
        SharedGateway other = gateways.add(SharedGateway.Options.PATIENT);
        assertThat(enter(other, who, new Demand(1, 1, 5 * COST), passed)).isInstanceOf(Shared.Granted.class);
    }

    @Test
    void givesBackWhatIsGrantedToOneThatHasLeft() {
        SharedGateway gateway = gateways.add(SharedGateway.Options.PATIENT);
        Account who = account(Map.of(LimitKind.CONCURRENCY, 5L), false);

        for (int i = 0; i < 20; i++) {
            long now = System.currentTimeMillis();
            Permit permit = ((Entry.Granted) gateway.gates.enter(who, now)).permit();
            gateway.gates.reserve(permit, who, Demand.NONE, now);
            CompletionStage<Shared> asked = gateway.gates.share(permit, who, Demand.NONE, SharedGateway.id(), now);
            permit.withdraw(now);
            join(asked);
        }

        gateways.assertNothingIsHeld();
        assertThat(gateway.holds.size()).isZero();
    }

    @Test
    void forgetsWhatADeadGatewayHeldButNotWhatALivingOneHolds() {
        AtomicLong time = new AtomicLong(1_795_608_000_000L);
        SharedGateway.Options timed = new SharedGateway.Options(
                new CounterKeys.Clock(() -> Long.toString(time.get()), 30_000), 20_000, Set.of());
        SharedGateway dead = gateways.add(timed);
        SharedGateway other = gateways.add(timed);
        Account who = account(Map.of(LimitKind.CONCURRENCY, 1L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        enter(dead, who, Demand.NONE, passed);

        time.addAndGet(25_000);
        dead.connection.await(dead.counters.touch());
        assertThat(enter(other, who, Demand.NONE, passed)).isInstanceOf(Shared.Refused.class);
        time.addAndGet(25_000);
        assertThat(enter(other, who, Demand.NONE, passed)).isInstanceOf(Shared.Refused.class);
        dead.close();
        time.addAndGet(6_000);
        // It is noticed, and has a moment more to say that it is there.
        assertThat(enter(other, who, Demand.NONE, passed)).isInstanceOf(Shared.Refused.class);
        time.addAndGet(3_000);
        assertThat(enter(other, who, Demand.NONE, passed)).isInstanceOf(Shared.Granted.class);
    }

    @Test
    void holdsForAsLongAsItSaysSoWhatABudgetHasSlowedDown() {
        AtomicLong time = new AtomicLong(1_795_608_000_000L);
        SharedGateway.Options timed = new SharedGateway.Options(
                new CounterKeys.Clock(() -> Long.toString(time.get()), 30_000), 20_000, Set.of());
        SharedGateway one = gateways.add(timed);
        SharedGateway other = gateways.add(timed);
        Account who = account(Map.of(LimitKind.CONCURRENCY, 1L, LimitKind.DAY_BUDGET, 1L), OnExceeded.THROTTLE);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        Demand dear = new Demand(1, 1, 10);
        assertThat(enter(one, who, dear, passed)).isInstanceOf(Shared.Granted.class);

        time.addAndGet(25_000);
        one.connection.await(one.counters.touch());
        time.addAndGet(25_000);
        assertThat(enter(other, who, dear, passed)).isInstanceOf(Shared.Refused.class);
        time.addAndGet(3_000);

        assertThat(enter(other, who, dear, passed)).isInstanceOf(Shared.Refused.class);
    }

    @Test
    void givesBackAtItsEndWhatOthersMayHaveAtOnce() {
        SharedGateway other = gateways.add(SharedGateway.Options.PATIENT);
        SharedGateway one = gateways.add(SharedGateway.Options.PATIENT);
        await().atMost(60, TimeUnit.SECONDS).until(() -> other.counters.gateways() == 2);
        Account who = account(Map.of(LimitKind.CONCURRENCY, 1L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        enter(one, who, Demand.NONE, passed);
        one.counters.atTheEnd(() -> one.gates.forget(passed.element().id()));

        one.close();

        assertThat(gateways.redis.command("ZCARD", "{sluice}:gateways")).isEqualTo(":1");
        assertThat(enter(other, who, Demand.NONE, passed)).isInstanceOf(Shared.Granted.class);
    }

    @Test
    void endsWithoutRedis() {
        SharedGateway one = gateways.add(SharedGateway.Options.PATIENT);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        enter(one, account(Map.of(LimitKind.CONCURRENCY, 1L), false), Demand.NONE, passed);
        one.counters.atTheEnd(() -> one.gates.forget(passed.element().id()));
        gateways.redis.kill();
        await().atMost(60, TimeUnit.SECONDS).until(() -> !one.counters.reachable());

        one.counters.close();

        assertThat(one.counters.isSettled()).isFalse();
    }

    @Test
    void givesBackUnderItsFormerNameWhatWasOnItsWayWhenRedisBecameAnother() {
        SharedGateway gateway = gateways.add(SharedGateway.Options.PATIENT);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        enter(gateway, account(Map.of(LimitKind.CONCURRENCY, 1L), false), Demand.NONE, passed);
        CounterKeys keys = new CounterKeys(new RedisKeys("sluice"));
        GiveBacks giveBacks = new GiveBacks(gateway.connection, keys, CounterKeys.Clock.REDIS);
        gateways.redis.command("SET", keys.claims("former"), "in the way");
        gateway.holds.remove(passed.element().id()).forEach(hold -> giveBacks.add(hold, "former"));
        gateway.connection.await(gateway.connection.commands().get("{sluice}:not there"));
        gateways.redis.command("DEL", keys.claims("former"));
        gateways.redis.command("HSET", keys.claims("former"), "1", "1 1 0 -");

        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            giveBacks.send("another");
            return giveBacks.isEmpty();
        });

        gateways.assertNothingIsHeld();
        assertThat(gateways.redis.command("HGET", keys.claims("former"), "released"))
                .isEqualTo("1");
    }

    @Test
    void changesNothingUnderAFormerNameThatRedisKnowsNoMore() {
        SharedGateway gateway = gateways.add(SharedGateway.Options.PATIENT);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        enter(gateway, account(Map.of(LimitKind.CONCURRENCY, 1L), false), Demand.NONE, passed);
        CounterKeys keys = new CounterKeys(new RedisKeys("sluice"));
        GiveBacks giveBacks = new GiveBacks(gateway.connection, keys, CounterKeys.Clock.REDIS);
        gateways.redis.command("SET", keys.claims("former"), "in the way");
        gateway.holds.of(passed.element().id()).forEach(hold -> giveBacks.add(hold, "former"));
        gateway.connection.await(gateway.connection.commands().get("{sluice}:not there"));
        gateways.redis.command("DEL", keys.claims("former"));

        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            giveBacks.send("another");
            return giveBacks.isEmpty();
        });

        assertThat(gateways.redis.command("EXISTS", keys.claims("former"))).isEqualTo(":0");
    }

    @Test
    void countsByItselfOrNotAtAllWhileRedisIsAwayAndWithAllWhenItIsBack() {
        // Neither of them is taken to be gone, however long a machine stands still.
        String now = Long.toString(System.currentTimeMillis());
        CounterKeys.Clock still = new CounterKeys.Clock(() -> now, 30_000);
        SharedGateway open = gateways.add(new SharedGateway.Options(still, 1_000, Set.of()));
        SharedGateway closed = gateways.add(new SharedGateway.Options(still, 1_000, EnumSet.of(LimitKind.DAY_BUDGET)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> open.counters.gateways() == 2);
        Account requests = account(Map.of(LimitKind.DAY_REQUESTS, 20L), false);
        Account budget = account(Map.of(LimitKind.DAY_BUDGET, 20 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        gateways.redis.kill();
        List<Shared> counted = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            counted.add(enter(open, requests, Demand.NONE, passed));
        }
        Shared paid = enter(closed, budget, new Demand(1, 1, COST), passed);

        // Its part of 20, of two gateways; the rest is refused, and told when to come again.
        assertThat(counted.subList(0, 10)).allMatch(Shared.Granted.class::isInstance);
        assertThat(counted.subList(10, 15))
                .allSatisfy(each -> assertThat(each).isInstanceOfSatisfying(Shared.Refused.class, refused -> {
                    Denied denied = refused.denied();
                    assertThat(denied.kind()).isEqualTo(LimitKind.DAY_REQUESTS);
                    assertThat(denied.retryAfterMillis()).isPositive();
                }));
        assertThat(paid).isInstanceOf(Shared.Unavailable.class);

        gateways.redis.restart();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> enter(closed, budget, new Demand(1, 1, COST), passed) instanceof Shared.Granted);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> enter(open, requests, Demand.NONE, passed) instanceof Shared.Granted);
        passed.forEach(each -> settle(each, 1, 1));
        assertThat(gateways.sum("TENANT:acme", "r")).isEqualTo(passed.size());
        gateways.assertNothingIsHeld();
    }

    @Test
    void letsNobodyWaitForeverWhileRedisIsPaused() throws Exception {
        for (int i = 0; i < 3; i++) {
            gateways.add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 50, Set.of()));
        }
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 1_000_000L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        gateways.redis.pause();
        Together.run(6, thread -> {
            for (int i = 0; i < 200; i++) {
                enter(gateways.get(thread % 3), who, new Demand(1, 1, 1), passed);
            }
        });
        gateways.redis.resume();

        assertThat(passed).hasSize(6 * 200);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> gateways.all().stream().allMatch(each -> each.counters.reachable()));
        passed.forEach(each -> settle(each, 2, 1));
        assertThat(gateways.sum("KEY:ci", "r")).isEqualTo(6 * 200);
        gateways.assertNothingIsHeld();
    }
}
