package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.ExchangeId;
import dev.sluice.core.admission.Gates.Entry;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.admission.Spent;
import dev.sluice.core.request.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways on one Redis: what they let in together, what they hold, and what is left when all is over. */
final class SharedLimitsTest {

    private static final long COST = 1_000;

    @TempDir
    Path folder;

    private RealRedis redis;
    private final List<SharedGateway> gateways = new ArrayList<>();

    @BeforeEach
    void start() {
        redis = RealRedis.start(folder);
    }

    @AfterEach
    void end() {
        gateways.forEach(SharedGateway::close);
        redis.close();
    }

    /** One that was let in. */
    private record Passed(SharedGateway gateway, Permit permit, ExchangeId id) {}

    @Test
    void letsAHundredOfAThousandPassWhereTheBudgetPaysForAHundred() throws Exception {
        threeGateways();
        Account who = account(Map.of(LimitKind.DAY_BUDGET, 100 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        Together.run(12, thread -> {
            for (int i = 0; i < 84; i++) {
                enter(gateways.get((thread + i) % 3), who, new Demand(1, 1, COST), passed);
            }
        });

        assertThat(passed).hasSizeBetween(97, 100);
        passed.forEach(each -> settle(each, 2, COST));
        assertThat(sum("KEY:ci", "p")).isEqualTo(passed.size() * COST);
        assertNothingIsHeld();
    }

    @Test
    void neverPassesALimitHoweverManyAskAndLeaveAndSpend() throws Exception {
        threeGateways();
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 1_500L, LimitKind.DAY_TOKENS, 1_000_000L), false);
        AtomicInteger settled = new AtomicInteger();
        AtomicLong tokens = new AtomicLong();
        long seed = new Random().nextLong();

        Together.run(6, thread -> {
            Random random = new Random(seed + thread);
            ConcurrentLinkedQueue<Passed> open = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 700; i++) {
                enter(gateways.get(thread % 3), who, new Demand(10, 20, COST), open);
                if (random.nextInt(3) > 0 && !open.isEmpty()) {
                    Passed one = open.remove();
                    if (random.nextInt(4) == 0) {
                        one.permit().withdraw(System.currentTimeMillis());
                    } else {
                        long used = random.nextInt(40);
                        settle(one, used, random.nextInt(2_000));
                        settled.incrementAndGet();
                        tokens.addAndGet(used);
                    }
                }
            }
            for (Passed one : open) {
                settle(one, 5, 5);
                settled.incrementAndGet();
                tokens.addAndGet(5);
            }
        });

        assertThat(settled).as("seed " + seed).hasValueBetween(1_000, 1_500);
        assertThat(sum("KEY:ci", "r")).as("seed " + seed).isEqualTo(settled.get());
        assertThat(sum("TENANT:acme", "t")).as("seed " + seed).isEqualTo(tokens.get());
        assertNothingIsHeld();
    }

    @Test
    void letsEachGatewaySpendTheCreditsThatAllHave() throws Exception {
        threeGateways();
        redis.command("HSET", "{sluice}:balances", "ann", Long.toString(50 * COST));
        Account who = account(Map.of(), true);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        Together.run(6, thread -> {
            for (int i = 0; i < 40; i++) {
                enter(gateways.get(thread % 3), who, new Demand(1, 1, COST), passed);
            }
        });
        Shared last = enter(gateways.get(0), who, new Demand(1, 1, COST), passed);

        assertThat(passed).hasSizeBetween(48, 50);
        assertThat(last)
                .isInstanceOfSatisfying(
                        Shared.Refused.class,
                        refused -> assertThat(refused.denied().kind()).isEqualTo(LimitKind.CREDITS));
        passed.forEach(each -> pay(each, COST / 2));
        assertThat(redis.command("HGET", "{sluice}:balances", "ann"))
                .isEqualTo(Long.toString(50 * COST - passed.size() * (COST / 2)));
        assertNothingIsHeld();
    }

    @Test
    void letsATrialBeUsedUpOnce() {
        threeGateways();
        Trial trial = new Trial("ann", 0, Long.MAX_VALUE, 1_000, 3, 1_000_000, Trial.State.ACTIVE);
        Account who = new Account(
                new ClientKey("ci", "acme", "ann", Set.of(), AllowedModels.ALL),
                new Tenant("acme", Tier.STARTER, Limits.NONE, true),
                new User("ann", "acme", Limits.NONE, false, true),
                null,
                null,
                trial);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        for (int i = 0; i < 3; i++) {
            assertThat(enter(gateways.get(i), who, new Demand(1, 1, COST), passed))
                    .isInstanceOf(Shared.Granted.class);
        }

        assertThat(enter(gateways.get(1), who, new Demand(1, 1, COST), passed))
                .isInstanceOfSatisfying(
                        Shared.Refused.class,
                        refused -> assertThat(refused.denied().kind()).isEqualTo(LimitKind.TRIAL));
        passed.forEach(each -> each.permit().withdraw(System.currentTimeMillis()));
        assertNothingIsHeld();
    }

    @Test
    void tellsWhatIsLeftForAllAndNotForOneGateway() {
        threeGateways();
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 10L, LimitKind.DAY_TOKENS, 100L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        for (int i = 0; i < 3; i++) {
            enter(gateways.get(i), who, new Demand(5, 6, 0), passed);
        }

        List<Room> rooms = List.copyOf(passed).get(2).permit().rooms(System.currentTimeMillis());
        assertThat(rooms).extracting(Room::remaining).containsExactly(7L, 67L);
    }

    @Test
    void givesBackWhatComesAfterNobodyWaitsAnyMore() {
        SharedGateway hasty = add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 50, Set.of()));
        Account who = account(Map.of(LimitKind.CONCURRENCY, 1L, LimitKind.DAY_BUDGET, 5 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        redis.pause();
        Shared shared = enter(hasty, who, new Demand(1, 1, COST), passed);
        redis.resume();

        assertThat(shared).isInstanceOf(Shared.Granted.class);
        await().atMost(60, TimeUnit.SECONDS).until(hasty.counters::reachable);
        assertNothingIsHeld();
        SharedGateway other = add(SharedGateway.Options.PATIENT);
        assertThat(enter(other, who, new Demand(1, 1, 5 * COST), passed)).isInstanceOf(Shared.Granted.class);
    }

    @Test
    void givesBackWhatIsGrantedToOneThatHasLeft() {
        SharedGateway gateway = add(SharedGateway.Options.PATIENT);
        Account who = account(Map.of(LimitKind.CONCURRENCY, 5L), false);

        for (int i = 0; i < 20; i++) {
            long now = System.currentTimeMillis();
            Permit permit = ((Entry.Granted) gateway.gates.enter(who, now)).permit();
            gateway.gates.reserve(permit, who, Demand.NONE, now);
            CompletionStage<Shared> asked = gateway.gates.share(permit, who, Demand.NONE, SharedGateway.id(), now);
            permit.withdraw(now);
            join(asked);
        }

        assertNothingIsHeld();
        assertThat(gateway.holds.size()).isZero();
    }

    @Test
    void forgetsWhatADeadGatewayHeldButNotWhatALivingOneHolds() {
        AtomicLong time = new AtomicLong(1_795_608_000_000L);
        SharedGateway.Options timed = new SharedGateway.Options(
                new CounterKeys.Clock(() -> Long.toString(time.get()), 30_000), 20_000, Set.of());
        SharedGateway dead = add(timed);
        SharedGateway other = add(timed);
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
    void countsEveryEntryOnceHoweverOftenItIsFolded() throws Exception {
        threeGateways();
        Account who = account(Map.of(LimitKind.DAY_BUDGET, 1_000 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 20; i++) {
            enter(gateways.get(i % 3), who, new Demand(1, 1, COST), passed);
        }
        List<dev.sluice.core.ledger.Entry> entries = passed.stream()
                .map(each -> SharedGateway.entry(each.id(), "ci", 2, COST / 2))
                .toList();

        Together.run(3, thread -> {
            for (int i = 0; i < 3; i++) {
                gateways.get(thread).folding.fold(entries);
            }
        });

        assertThat(sum("KEY:ci", "p")).isEqualTo(20 * (COST / 2));
        assertThat(sum("GROUP:openai", "r")).isEqualTo(20);
        assertThat(gateways).allSatisfy(each -> assertThat(each.holds.size()).isZero());
    }

    @Test
    void countsByItselfOrNotAtAllWhileRedisIsAwayAndWithAllWhenItIsBack() {
        SharedGateway open = add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 1_000, Set.of()));
        SharedGateway closed =
                add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 1_000, EnumSet.of(LimitKind.DAY_BUDGET)));
        await().atMost(60, TimeUnit.SECONDS).until(() -> open.counters.gateways() == 2);
        Account requests = account(Map.of(LimitKind.DAY_REQUESTS, 20L), false);
        Account budget = account(Map.of(LimitKind.DAY_BUDGET, 20 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        redis.kill();
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

        redis.restart();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> enter(closed, budget, new Demand(1, 1, COST), passed) instanceof Shared.Granted);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> enter(open, requests, Demand.NONE, passed) instanceof Shared.Granted);
        passed.forEach(each -> settle(each, 1, 1));
        assertThat(sum("TENANT:acme", "r")).isEqualTo(passed.size());
        assertNothingIsHeld();
    }

    @Test
    void letsNobodyWaitForeverWhileRedisIsPaused() throws Exception {
        for (int i = 0; i < 3; i++) {
            add(new SharedGateway.Options(CounterKeys.Clock.REDIS, 50, Set.of()));
        }
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 1_000_000L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        redis.pause();
        Together.run(6, thread -> {
            for (int i = 0; i < 200; i++) {
                enter(gateways.get(thread % 3), who, new Demand(1, 1, 1), passed);
            }
        });
        redis.resume();

        assertThat(passed).hasSize(6 * 200);
        await().atMost(60, TimeUnit.SECONDS).until(() -> gateways.stream().allMatch(each -> each.counters.reachable()));
        passed.forEach(each -> settle(each, 2, 1));
        assertThat(sum("KEY:ci", "r")).isEqualTo(6 * 200);
        assertNothingIsHeld();
    }

    private void threeGateways() {
        for (int i = 0; i < 3; i++) {
            add(SharedGateway.Options.PATIENT);
        }
    }

    private SharedGateway add(SharedGateway.Options options) {
        SharedGateway gateway = new SharedGateway(redis, options);
        gateways.add(gateway);
        return gateway;
    }

    /** Asks to be let in, as an exchange does; what is not let in leaves nothing behind. */
    private static Shared enter(SharedGateway gateway, Account who, Demand demand, ConcurrentLinkedQueue<Passed> to) {
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

    private static Shared join(@Nullable CompletionStage<Shared> asked) {
        return asked == null
                ? new Shared.Granted()
                : asked.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static void settle(Passed one, long tokens, long cost) {
        one.permit().settle(new Spent(tokens, cost), System.currentTimeMillis());
        one.gateway().fold(one.id(), "ci", tokens, cost);
    }

    private static void pay(Passed one, long cost) {
        one.permit().settle(new Spent(1, cost), System.currentTimeMillis());
        one.gateway()
                .folding
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
                        false)));
    }

    /** What the ledger has of somebody, over all months that there are. */
    private long sum(String member, String field) {
        long sum = 0;
        for (String key : keys("{sluice}:sum:" + member + ":m*")) {
            sum += Long.parseLong(redis.command("HGET", key, field));
        }
        return sum;
    }

    /** Also what leases have left, and what is on its way, comes back. */
    private void assertNothingIsHeld() {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(keys("{sluice}:limits:*")).allSatisfy(key -> {
                    SharedGateway any = gateways.get(0);
                    List<String> fields =
                            any.connection.await(any.connection.commands().hkeys(key));
                    assertThat(fields).as(key).noneMatch(field -> field.contains("|"));
                }));
    }

    private List<String> keys(String pattern) {
        SharedGateway any = gateways.get(0);
        return any.connection.await(any.connection.commands().keys(pattern));
    }

    private static Account account(Map<LimitKind, Long> ofKey, boolean prepaid) {
        Limits limits = new Limits(ofKey, Map.of());
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
}
