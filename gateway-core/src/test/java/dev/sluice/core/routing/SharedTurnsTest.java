package dev.sluice.core.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several event loops, each with a planner of its own, share routes and their turns. */
class SharedTurnsTest {

    private static final int LOOPS = 8;
    private static final int REQUESTS = 20_000;

    private final ExecutorService loops = Executors.newFixedThreadPool(LOOPS + 1);
    private final Fleet fleet = new Fleet();
    private final Target a = fleet.weighted("a", 5);
    private final Target b = fleet.weighted("b", 2);
    private final Target c = fleet.weighted("c", 1);

    @AfterEach
    void stopLoops() {
        loops.shutdownNow();
    }

    @Test
    void shareTheTrafficExactlyByWeight() throws Exception {
        Counts counts = first(Fleet.route("m", StrategyKind.WEIGHTED, a, b, c));

        assertThat(List.of(counts.of(a), counts.of(b), counts.of(c))).containsExactly(100_000, 40_000, 20_000);
    }

    @Test
    void shareTheTrafficOfAnAggregateExactlyByWeight() throws Exception {
        Counts counts = first(Fleet.route("m", StrategyKind.PRIORITY, Fleet.aggregate("g", a, b, c)));

        assertThat(List.of(counts.of(a), counts.of(b), counts.of(c))).containsExactly(100_000, 40_000, 20_000);
    }

    @Test
    void takeTurnsWithoutLosingOne() throws Exception {
        Counts counts = first(Fleet.route("m", StrategyKind.ROUND_ROBIN, a, b, c, fleet.weighted("d", 9)));

        assertThat(List.of(counts.of(a), counts.of(b), counts.of(c))).containsOnly(LOOPS * REQUESTS / 4);
    }

    @Test
    void keepAttemptsUnderWayEvenOverAllLoops() throws Exception {
        Route route = Fleet.route("m", StrategyKind.LEAST_BUSY, a, b, c);
        RouteTable routes = new RouteTable(List.of(route));

        // Each loop leaves its attempts under way, so that in the end the counts show how they were spread.
        run(loop -> {
            Asked asked = new Asked(routes, loop);
            for (int request = 0; request < REQUESTS; request++) {
                requireNonNull(asked.first("m")).vitals().inFlight().incrementAndGet();
            }
            return new Counts();
        });

        int mean = LOOPS * REQUESTS / 3;
        assertThat(List.of(a, b, c))
                .allSatisfy(
                        target -> assertThat(target.vitals().inFlight().get()).isBetween(mean - 100, mean + 100));
    }

    @Test
    void neverGiveATargetTwiceWhileTargetsComeAndGo() throws Exception {
        for (StrategyKind strategy : StrategyKind.values()) {
            Route route = Fleet.route("m", strategy, List.of("other"), a, Fleet.aggregate("g", b, c), a);
            Route other = Fleet.route("other", StrategyKind.WEIGHTED, c, b, a);
            RouteTable routes = new RouteTable(List.of(route, other));
            Future<?> weather = loops.submit(() -> comeAndGo(List.of(a, b, c)));

            run(loop -> {
                Asked asked = new Asked(routes, loop);
                for (int request = 0; request < 2_000; request++) {
                    List<Target> given = Asked.rest(asked.plan("m", (Conversation) null));
                    assertThat(given)
                            .as(strategy.name())
                            .doesNotHaveDuplicates()
                            .hasSizeLessThanOrEqualTo(3);
                }
                return new Counts();
            });
            weather.cancel(true);
        }
    }

    private static void comeAndGo(List<Target> targets) {
        Consumer<Target> flip = target -> {
            target.vitals().probeDidFail();
            target.vitals().probeSucceeded();
        };
        while (!Thread.currentThread().isInterrupted()) {
            targets.forEach(flip);
        }
    }

    private Counts first(Route route) throws Exception {
        RouteTable routes = new RouteTable(List.of(route));
        return run(loop -> Counts.of(REQUESTS, new Asked(routes, loop), "m"));
    }

    private interface Loop {
        Counts run(int number);
    }

    private Counts run(Loop work) throws Exception {
        CyclicBarrier together = new CyclicBarrier(LOOPS);
        List<Callable<Counts>> tasks = new ArrayList<>();
        for (int loop = 0; loop < LOOPS; loop++) {
            int number = loop;
            tasks.add(() -> {
                together.await();
                return work.run(number);
            });
        }
        Counts all = new Counts();
        for (Future<Counts> counts : loops.invokeAll(tasks)) {
            all.addAll(counts.get(300, TimeUnit.SECONDS));
        }
        return all;
    }
}
