package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.SharedGateways.COST;
import static dev.sluice.core.store.redis.SharedGateways.account;
import static dev.sluice.core.store.redis.SharedGateways.enter;
import static dev.sluice.core.store.redis.SharedGateways.extend;
import static dev.sluice.core.store.redis.SharedGateways.pay;
import static dev.sluice.core.store.redis.SharedGateways.settle;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.store.redis.SharedGateways.Passed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways on one Redis: what they let in together, what they hold, and what is left when all is over. */
final class SharedLimitsTest {

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
    void letsAHundredOfAThousandPassWhereTheBudgetPaysForAHundred() throws Exception {
        gateways.three();
        Account who = account(Map.of(LimitKind.DAY_BUDGET, 100 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        Together.run(12, thread -> {
            for (int i = 0; i < 84; i++) {
                enter(gateways.get((thread + i) % 3), who, new Demand(1, 1, COST), passed);
            }
        });

        assertThat(passed).hasSizeBetween(97, 100);
        passed.forEach(each -> settle(each, 2, COST));
        assertThat(gateways.sum("KEY:ci", "p")).isEqualTo(passed.size() * COST);
        gateways.assertNothingIsHeld();
    }

    @Test
    void neverPassesALimitHoweverManyAskAndLeaveAndSpend() throws Exception {
        gateways.three();
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 1_500L, LimitKind.DAY_TOKENS, 1_000_000L), false);
        AtomicInteger settled = new AtomicInteger();
        AtomicLong tokens = new AtomicLong();
        long seed = Long.getLong("seed", 20_261_126L);

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
        assertThat(gateways.sum("KEY:ci", "r")).as("seed " + seed).isEqualTo(settled.get());
        assertThat(gateways.sum("TENANT:acme", "t")).as("seed " + seed).isEqualTo(tokens.get());
        gateways.assertNothingIsHeld();
    }

    @Test
    void letsEachGatewaySpendTheCreditsThatAllHave() throws Exception {
        gateways.three();
        gateways.redis.command("HSET", "{sluice}:balances", "ann", Long.toString(50 * COST));
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
        assertThat(gateways.redis.command("HGET", "{sluice}:balances", "ann"))
                .isEqualTo(Long.toString(50 * COST - passed.size() * (COST / 2)));
        gateways.assertNothingIsHeld();
    }

    @Test
    void tellsTheBalanceToWhoIsRefusedForAnotherLimit() {
        gateways.three();
        gateways.redis.command("HSET", "{sluice}:balances", "ann", Long.toString(50 * COST));
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 1L), true);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        enter(gateways.get(0), who, new Demand(1, 1, COST), passed);
        Shared refused = enter(gateways.get(0), who, new Demand(1, 1, COST), passed);

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Shared.Refused.class,
                        why -> assertThat(why.denied().kind()).isEqualTo(LimitKind.DAY_REQUESTS));
        settle(passed.remove(), 0, 0);
        assertThat(gateways.get(0).meters.balance("ann")).isEqualTo(50 * COST);
    }

    @Test
    void letsATrialBeUsedUpOnce() {
        gateways.three();
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
        gateways.assertNothingIsHeld();
    }

    @Test
    void letsAnAnswerGoOnForAsLongAsAllHaveRoomForIt() {
        String now = Long.toString(System.currentTimeMillis());
        for (int i = 0; i < 3; i++) {
            gateways.add(new SharedGateway.Options(new CounterKeys.Clock(() -> now, 30_000), 20_000, Set.of()));
        }
        Account who = account(Map.of(LimitKind.MINUTE_TOKENS, 1_000L, LimitKind.DAY_BUDGET, 100 * COST), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 2; i++) {
            enter(gateways.get(i), who, new Demand(100, 100, COST), passed);
        }

        List<Passed> both = List.copyOf(passed);
        assertThat(extend(both.get(0), who, new Demand(0, 300, COST))).isInstanceOf(Shared.Granted.class);
        assertThat(extend(both.get(1), who, new Demand(0, 301, COST)))
                .isInstanceOfSatisfying(
                        Shared.Refused.class,
                        refused -> assertThat(refused.denied().kind()).isEqualTo(LimitKind.MINUTE_TOKENS));
        assertThat(extend(both.get(1), who, new Demand(0, 1, 97 * COST + 1)))
                .isInstanceOfSatisfying(
                        Shared.Refused.class,
                        refused -> assertThat(refused.denied().kind()).isEqualTo(LimitKind.DAY_BUDGET));

        settle(both.get(0), 450, COST);
        both.get(1).permit().withdraw(System.currentTimeMillis());
        gateways.assertNothingIsHeld();
        enter(gateways.get(2), who, new Demand(0, 550, 0), passed);
        assertThat(passed).hasSize(3);
        assertThat(enter(gateways.get(2), who, new Demand(0, 1, 0), passed)).isInstanceOf(Shared.Refused.class);
    }

    @Test
    void tellsWhatIsLeftForAllAndNotForOneGateway() {
        gateways.three();
        Account who = account(Map.of(LimitKind.DAY_REQUESTS, 10L, LimitKind.DAY_TOKENS, 100L), false);
        ConcurrentLinkedQueue<Passed> passed = new ConcurrentLinkedQueue<>();

        for (int i = 0; i < 3; i++) {
            enter(gateways.get(i), who, new Demand(5, 6, 0), passed);
        }

        List<Room> rooms = List.copyOf(passed).get(2).permit().rooms(System.currentTimeMillis());
        assertThat(rooms).extracting(Room::remaining).containsExactly(7L, 67L);
    }

    @Test
    void countsEveryEntryOnceHoweverOftenItIsFolded() throws Exception {
        gateways.three();
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
                gateways.get(thread).folds.fold(entries);
            }
        });

        assertThat(gateways.sum("KEY:ci", "p")).isEqualTo(20 * (COST / 2));
        assertThat(gateways.sum("GROUP:openai", "r")).isEqualTo(20);
        assertThat(gateways.all())
                .allSatisfy(each -> assertThat(each.holds.size()).isZero());
    }
}
