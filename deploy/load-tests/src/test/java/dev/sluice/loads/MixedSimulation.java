package dev.sluice.loads;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.uniformRandomSwitch;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.Simulation;
import java.util.List;

/**
 * Unary completions, streams, and one request in ten to a model that is scripted to fail: whatever the faults do, the
 * others have to be served. A fault that shows as a connection cut counts as a failed request; there the report is what
 * to read.
 */
public final class MixedSimulation extends Simulation {

    /** Gatling makes one. */
    public MixedSimulation() {
        setUp(scenario("mixed")
                        .exec(mix())
                        .injectClosed(constantConcurrentUsers(Load.users()).during(Load.seconds())))
                .protocols(Load.gateway())
                .maxDuration(Load.seconds() + 60)
                .assertions(noneFailed("unary"), noneFailed("stream"));
    }

    private static ChainBuilder mix() {
        ChainBuilder unary = CoreDsl.exec(Load.unary("unary"));
        ChainBuilder stream = CoreDsl.exec(Load.stream("stream"));
        List<ChainBuilder> faults = Load.faultyModels().stream()
                .map(model -> CoreDsl.exec(Load.faulty(model, model)))
                .toList();
        if (faults.isEmpty()) {
            return randomSwitch().on(percent(60).then(unary), percent(40).then(stream));
        }
        return randomSwitch()
                .on(
                        percent(55).then(unary),
                        percent(35).then(stream),
                        percent(10).then(CoreDsl.exec(uniformRandomSwitch().on(faults))));
    }

    private static Assertion noneFailed(String request) {
        return details(request).failedRequests().count().is(0L);
    }
}
