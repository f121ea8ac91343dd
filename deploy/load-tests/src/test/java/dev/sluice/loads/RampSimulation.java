package dev.sluice.loads;

import static io.gatling.javaapi.core.CoreDsl.incrementConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;

/** Ten steps of ever more users, up to the number given; prints each step's throughput, and the knee. */
public final class RampSimulation extends Simulation {

    private static final int STEPS = 10;

    private final int usersEach = Math.max(1, Load.users() / STEPS);
    private final int secondsEach = Math.max(1, Load.seconds() / STEPS);
    private final Steps steps = new Steps(STEPS, secondsEach);

    /** Gatling makes one. */
    public RampSimulation() {
        setUp(scenario("ramp")
                        .exec(timed(CoreDsl.exec(Load.unary("unary"))))
                        .injectClosed(incrementConcurrentUsers(usersEach)
                                .times(STEPS)
                                .eachLevelLasting(secondsEach)
                                .startingFrom(usersEach)))
                .protocols(Load.gateway())
                .maxDuration(Load.seconds() + 60);
    }

    private ChainBuilder timed(ChainBuilder request) {
        return CoreDsl.exec((Session session) -> session.set("startedNanos", steps.began()))
                .exec(request)
                .exec(session -> {
                    steps.ended(session.getLong("startedNanos"), session.isFailed());
                    return session;
                });
    }

    @Override
    public void after() {
        System.out.print(steps.describe(usersEach));
    }
}
