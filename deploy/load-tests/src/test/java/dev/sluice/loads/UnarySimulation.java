package dev.sluice.loads;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** A constant number of users, each with one unary completion after another. */
public final class UnarySimulation extends Simulation {

    /** Gatling makes one. */
    public UnarySimulation() {
        setUp(scenario("unary")
                        .exec(Load.unary("unary"))
                        .injectClosed(constantConcurrentUsers(Load.users()).during(Load.seconds())))
                .protocols(Load.gateway())
                .maxDuration(Load.seconds() + 60)
                .assertions(global().failedRequests().count().is(0L));
    }
}
