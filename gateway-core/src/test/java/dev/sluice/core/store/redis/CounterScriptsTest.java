package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.Spent;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.admission.Subject.Source;
import dev.sluice.core.ledger.ExchangeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts count as one gateway does by itself: the same limits at the same times, asked about the same requests.
 */
final class CounterScriptsTest {

    /** 2026-11-30, 23:59:30: the day and the month end soon. */
    private static final long START = 1_796_083_170_000L;

    private static final long MIDNIGHT = START + 30_000;

    @TempDir
    Path folder;

    private RealRedis redis;
    private SharedGateway gateway;
    private volatile long now = START;

    @BeforeEach
    void start() {
        redis = RealRedis.start(folder);
        gateway = new SharedGateway(
                redis,
                new SharedGateway.Options(
                        new CounterKeys.Clock(() -> Long.toString(now), 1_000_000_000_000L),
                        60_000,
                        EnumSet.noneOf(LimitKind.class)));
    }

    @AfterEach
    void end() {
        gateway.close();
        redis.close();
    }

    /** One that goes on, in both worlds. */
    private record Open(Permit permit, ExchangeId id, Demand demand) {}

    @Test
    void rulesAsTheGatesOfOneGatewayDo() throws Exception {
        long seed = Long.getLong("seed", 20_261_126L);
        Random random = new Random(seed);
        for (int world = 0; world < 12; world++) {
            compare(random, "seed " + seed + ", world " + world, "w" + world);
        }
    }

    private void compare(Random random, String about, String tenant) throws Exception {
        now = START + random.nextInt(60_000);
        Gates local = new Gates(new Meters());
        Limits ofKey = limits(random, OnExceeded.WARN);
        Limits ofTenant = limits(random, random.nextBoolean() ? OnExceeded.THROTTLE : OnExceeded.BLOCK);
        Account who = account(tenant + "-key", ofKey, tenant, ofTenant);
        List<Open> open = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            long next = now + (random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(400));
            if (now < MIDNIGHT && next >= MIDNIGHT) {
                // What is under way then counts for the day on which it ends, as in the ledger; where one gateway
                // counts alone, for the one on which it began.
                now = MIDNIGHT - 1;
                for (Open each : open) {
                    end(each, who, random);
                }
                open.clear();
            }
            now = next;
            if (!open.isEmpty() && random.nextInt(3) == 0) {
                end(open.remove(random.nextInt(open.size())), who, random);
                continue;
            }
            Demand demand = new Demand(random.nextInt(40), random.nextInt(40), random.nextInt(60));
            ExchangeId id = SharedGateway.id();
            Permit permit = null;
            Denied expected = null;
            Gates.Entry entry = local.enter(who, now);
            if (entry instanceof Gates.Entry.Refused refused) {
                expected = refused.denied();
            } else {
                permit = ((Gates.Entry.Granted) entry).permit();
                expected = local.reserve(permit, who, demand, now);
            }
            Denied found = claim(who, demand, id);
            assertThat(found).as(about + ", step " + step + " at " + now).isEqualTo(expected);
            if (expected == null) {
                open.add(new Open(permit, id, demand));
            } else if (permit != null) {
                permit.withdraw(now);
            }
        }
        for (Open each : open) {
            end(each, who, random);
        }
        assertNothingHeld();
    }

    private void end(Open open, Account who, Random random) {
        if (random.nextInt(3) == 0) {
            open.permit().withdraw(now);
            gateway.holds.remove(open.id()).forEach(gateway.counters::giveBack);
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(gateway.counters::isSettled);
            return;
        }
        long tokens = random.nextInt(100);
        long cost = random.nextInt(70);
        open.permit().settle(new Spent(tokens, cost), now);
        gateway.folds.fold(List.of(new dev.sluice.core.ledger.Entry(
                open.id().high(),
                open.id().low(),
                now,
                who.tenant().id(),
                null,
                who.key().id(),
                null,
                "gpt",
                "openai",
                200,
                dev.sluice.core.request.Usage.tokens(tokens, 0),
                false,
                cost,
                "",
                false,
                false,
                List.of())));
    }

    private @Nullable Denied claim(Account who, Demand demand, ExchangeId id) throws Exception {
        List<Subject> subjects = List.of(
                new Subject(Scope.KEY, who.key().id(), Source.OWN, who.key().limits()),
                new Subject(
                        Scope.TENANT,
                        who.tenant().id(),
                        Source.OWN,
                        who.tenant().limits()));
        List<Claim.Share> shares = subjects.stream()
                .map(subject -> new Claim.Share(subject, null, 0))
                .toList();
        Ruling ruling = gateway.counters
                .claim(new Claim(Claim.Kind.ENTER, demand.tokens(), demand.picoDollars(), shares))
                .get(60, TimeUnit.SECONDS);
        if (ruling.denied() == null) {
            List<Hold.Part> parts = new ArrayList<>();
            for (int i = 0; i < shares.size(); i++) {
                Ruling.Part part = ruling.parts().get(i);
                parts.add(new Hold.Part(subjects.get(i).identity(), part.tag(), part.atEpochMillis(), 1));
            }
            gateway.holds.add(id, new Hold(1, demand.tokens(), demand.picoDollars(), parts));
        }
        return ruling.denied();
    }

    private void assertNothingHeld() {
        List<String> keys =
                gateway.connection.await(gateway.connection.commands().keys("*limits*"));
        for (String key : keys) {
            assertThat(gateway.connection.await(gateway.connection.commands().hkeys(key)))
                    .as(key)
                    .noneMatch(field -> field.contains("|"));
        }
    }

    private static Limits limits(Random random, OnExceeded then) {
        Map<LimitKind, Long> most = new java.util.EnumMap<>(LimitKind.class);
        maybe(random, most, LimitKind.CONCURRENCY, 2 + random.nextInt(6));
        maybe(random, most, LimitKind.BURST, 1 + random.nextInt(5));
        maybe(random, most, LimitKind.SECOND_REQUESTS, 1 + random.nextInt(3));
        maybe(random, most, LimitKind.MINUTE_REQUESTS, 5 + random.nextInt(20));
        maybe(random, most, LimitKind.HOUR_REQUESTS, 10 + random.nextInt(60));
        maybe(random, most, LimitKind.DAY_REQUESTS, 10 + random.nextInt(40));
        maybe(random, most, LimitKind.MONTH_REQUESTS, 10 + random.nextInt(60));
        maybe(random, most, LimitKind.MINUTE_TOKENS, 30 + random.nextInt(500));
        maybe(random, most, LimitKind.HOUR_TOKENS, 30 + random.nextInt(3_000));
        maybe(random, most, LimitKind.DAY_TOKENS, 30 + random.nextInt(3_000));
        maybe(random, most, LimitKind.MONTH_TOKENS, 30 + random.nextInt(3_000));
        LimitKind budget = random.nextBoolean() ? LimitKind.DAY_BUDGET : LimitKind.MONTH_BUDGET;
        most.put(budget, 20L + random.nextInt(1_500));
        return new Limits(most, Map.of(budget, then));
    }

    private static void maybe(Random random, Map<LimitKind, Long> most, LimitKind kind, long limit) {
        if (random.nextInt(3) == 0) {
            most.put(kind, limit);
        }
    }

    private static Account account(String key, Limits ofKey, String tenant, Limits ofTenant) {
        return new Account(
                new ClientKey(key, tenant, null, Set.of(), AllowedModels.ALL, null, ClientKey.Validity.ALWAYS, ofKey),
                new Tenant(tenant, Tier.STARTER, ofTenant, true),
                null,
                null,
                null,
                null);
    }
}
