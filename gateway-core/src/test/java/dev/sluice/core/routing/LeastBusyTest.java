package dev.sluice.core.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastBusyTest {

    private final Fleet fleet = new Fleet();
    private final Target a = fleet.target("a", "m");
    private final Target b = fleet.target("b", "m");
    private final Target c = fleet.target("c", "m");
    private final Route route = Fleet.route("m", StrategyKind.LEAST_BUSY, a, b, c);

    @Test
    void neverTakesTheBusiestOfSeveral() {
        busy(a, 3);
        busy(b, 9);
        busy(c, 5);

        Counts counts = Counts.of(3000, Asked.of(route), "m");

        assertThat(counts.of(b)).isZero();
        // The least busy one wins two of the three pairs.
        assertThat(counts.of(a)).isBetween(1900, 2100);
    }

    @Test
    void spreadsEvenlyWhatIsEquallyBusy() {
        Counts counts = Counts.of(9000, Asked.of(route), "m");

        assertThat(List.of(a, b, c))
                .allSatisfy(target -> assertThat(counts.of(target)).isBetween(2800, 3200));
    }

    @Test
    void keepsAttemptsUnderWayWithinOneOfEachOtherForTwoDestinations() {
        Asked asked = Asked.of(Fleet.route("m", StrategyKind.LEAST_BUSY, a, b));
        Deque<Target> underWay = new ArrayDeque<>();
        for (int request = 0; request < 2000; request++) {
            Target target = requireNonNull(asked.first("m"));
            busy(target, 1);
            underWay.add(target);
            assertThat(Math.abs(inFlight(a) - inFlight(b))).isLessThanOrEqualTo(2);
            if (underWay.size() > 20) {
                busy(underWay.remove(), -1);
            }
        }
    }

    @Test
    void leavesOutWhatCannotBeUsed() {
        busy(a, 100);
        Fleet.open(b);
        Fleet.open(c);

        assertThat(Asked.of(route).all("m")).containsExactly(a);
    }

    @Test
    void comparesAnAggregateByTheMeanOfItsUsableMembers() {
        Target broken = fleet.target("broken", "m");
        Aggregate group = Fleet.aggregate("group", a, b, broken);
        Fleet.open(broken);
        busy(a, 2);
        busy(b, 4);
        busy(c, 4);

        Asked asked = Asked.of(Fleet.route("m", StrategyKind.LEAST_BUSY, c, group));

        assertThat(asked.first("m")).isSameAs(a);
        busy(c, -2);
        assertThat(asked.first("m")).isSameAs(c);
    }

    @Test
    void decidesTheSameWithTheSameSeed() {
        RouteTable routes = new RouteTable(List.of(route));
        Asked one = new Asked(routes, 42);
        Asked other = new Asked(routes, 42);
        Asked different = new Asked(routes, 43);
        int differences = 0;
        for (int request = 0; request < 200; request++) {
            List<Target> targets = one.all("m");
            assertThat(other.all("m")).isEqualTo(targets);
            differences += different.all("m").equals(targets) ? 0 : 1;
        }
        assertThat(differences).isPositive();
    }

    private static void busy(Target target, int attempts) {
        target.vitals().inFlight().addAndGet(attempts);
    }

    private static int inFlight(Target target) {
        return target.vitals().inFlight().get();
    }
}
