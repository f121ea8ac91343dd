package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.SharedGateways.COST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.admission.Subject.Source;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is claimed in one call is decided as if each claim came alone. */
final class ClaimsTest {

    private static final long NOON = 1_795_608_000_000L;

    @TempDir
    Path folder;

    private RealRedis redis;
    private SharedGateway gateway;

    @BeforeEach
    void start() {
        redis = RealRedis.start(folder);
        gateway = new SharedGateway(
                redis,
                new SharedGateway.Options(
                        new CounterKeys.Clock(() -> Long.toString(NOON), 1_000_000_000_000L), 60_000, Set.of()));
    }

    @AfterEach
    void end() {
        gateway.close();
        redis.close();
    }

    @Test
    void asksForAllThatHaveComeMeanwhileInFewCallsAndInTheirOrder() throws Exception {
        Subject who = subject("ci", new Limits(Map.of(LimitKind.DAY_BUDGET, 100 * COST), Map.of()));
        gateway.counters.claim(enter(1, 0, who)).get(60, TimeUnit.SECONDS);
        List<CompletableFuture<Ruling>> answers = new ArrayList<>();

        redis.pause();
        for (int i = 0; i < 640; i++) {
            answers.add(gateway.counters.claim(enter(1, COST, who)));
        }
        long before = System.nanoTime();
        redis.resume();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before) + 1;

        assertThat(answers.subList(0, 100)).allMatch(each -> each.join().denied() == null);
        assertThat(answers.subList(100, 640)).noneMatch(each -> each.join().denied() == null);
        // Two with one each, and then 32 at a time; besides it is said each second that the gateway is there.
        assertThat(scripts()).isLessThan(2 + 640 / 32 + 20 + 2 * seconds);
    }

    @Test
    void decidesOnThoseOfOneCallAsIfEachCameAlone() {
        long seed = Long.getLong("seed", 20_261_126L);
        Random random = new Random(seed);
        for (int world = 0; world < 20; world++) {
            compare(random, world, "seed " + seed + ", world " + world);
        }
    }

    private void compare(Random random, int world, String about) {
        Limits narrow = limits(random);
        Limits wide = limits(random);
        List<Claim> together = new ArrayList<>();
        List<Claim> alone = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long tokens = random.nextInt(40);
            long cost = random.nextInt(50) == 0 ? 1L << 45 : random.nextInt(60);
            int more = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
            Claim.Kind kind = Claim.Kind.values()[random.nextInt(3)];
            // Some see the limits as they were before a change.
            Limits seen = random.nextInt(10) == 0 ? wide : narrow;
            together.add(
                    claim(kind, tokens, cost, more, List.of(subject("t" + world, seen), tenant("t" + world, wide))));
            alone.add(claim(kind, tokens, cost, more, List.of(subject("a" + world, seen), tenant("a" + world, wide))));
        }
        List<List<?>> first = answers(together, "together" + world);
        List<List<?>> second = new ArrayList<>();
        for (int i = 0; i < alone.size(); i++) {
            second.addAll(answers(List.of(alone.get(i)), "alone" + world, i + 1));
        }
        for (int i = 0; i < alone.size(); i++) {
            assertThat(rulings(together.get(i), first.get(i), "together" + world))
                    .as(about + ", claim " + i)
                    .isEqualTo(rulings(alone.get(i), second.get(i), "alone" + world));
        }
        assertThat(held("t" + world, "together" + world)).as(about).isEqualTo(held("a" + world, "alone" + world));
    }

    private List<List<?>> answers(List<Claim> claims, String node) {
        return answers(claims, node, 1);
    }

    @SuppressWarnings("unchecked")
    private List<List<?>> answers(List<Claim> claims, String node, long from) {
        List<ClaimCall> calls = new ArrayList<>();
        for (Claim claim : claims) {
            calls.add(new ClaimCall(claim, keys(), node, from + calls.size(), Set.of()));
        }
        Arguments to = ClaimCall.arguments(calls, new CounterKeys.Clock(() -> Long.toString(NOON), 1_000_000));
        return (List<List<?>>) (List<?>) gateway.connection.await(gateway.connection.<List<Object>>runKnown(
                CounterScripts.CLAIM, ScriptOutputType.MULTI, to.keys(), to.arguments()));
    }

    /** What was ruled, without the names that differ. */
    private static String rulings(Claim claim, List<?> answer, String node) {
        Ruling ruling = new ClaimCall(claim, keys(), node, 1, Set.of()).ruling(answer);
        return String.valueOf(ruling).replace(node, "node");
    }

    private static CounterKeys keys() {
        return new CounterKeys(new RedisKeys("sluice"));
    }

    private Map<String, String> held(String id, String node) {
        Map<String, String> fields = new TreeMap<>();
        for (Subject each : List.of(subject(id, Limits.NONE), tenant(id, Limits.NONE))) {
            gateway.connection
                    .await(gateway.connection.commands().hgetall(keys().subject(each.identity())))
                    .forEach((name, value) ->
                            fields.put(each.scope() + name.replace(node, "node"), RedisConnection.text(value)));
        }
        return fields;
    }

    private long scripts() {
        String line = gateway.connection
                .await(gateway.connection.commands().info("commandstats"))
                .lines()
                .filter(each -> each.startsWith("cmdstat_evalsha:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1"));
    }

    private static Claim enter(long tokens, long cost, Subject who) {
        return claim(Claim.Kind.ENTER, tokens, cost, 0, List.of(who));
    }

    private static Claim claim(Claim.Kind kind, long tokens, long cost, int more, List<Subject> subjects) {
        return new Claim(
                kind,
                tokens,
                cost,
                subjects.stream().map(each -> new Claim.Share(each, null, more)).toList());
    }

    private static Subject subject(String id, Limits limits) {
        return new Subject(Scope.KEY, id, Source.OWN, limits);
    }

    private static Subject tenant(String id, Limits limits) {
        return new Subject(Scope.TENANT, id, Source.OWN, limits);
    }

    private static Limits limits(Random random) {
        Map<LimitKind, Long> most = new java.util.EnumMap<>(LimitKind.class);
        for (LimitKind kind :
                Set.of(LimitKind.BURST, LimitKind.MINUTE_REQUESTS, LimitKind.DAY_REQUESTS, LimitKind.HOUR_TOKENS)) {
            if (random.nextInt(3) == 0) {
                most.put(kind, 5L + random.nextInt(40));
            }
        }
        most.put(LimitKind.DAY_BUDGET, (random.nextBoolean() ? 1L << 48 : 0) + random.nextInt(2_000));
        return new Limits(most, Map.of(LimitKind.DAY_BUDGET, OnExceeded.values()[random.nextInt(3)]));
    }
}
