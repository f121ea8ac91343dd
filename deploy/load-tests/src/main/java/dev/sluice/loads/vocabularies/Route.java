package dev.sluice.loads.vocabularies;

import java.util.List;

/** Where a request has gone, by the names under which that is counted. */
record Route(String provider, String model, String group) {

    static Route of(Scenario scenario, List<Tried> tried) {
        // One that could not be tried is the first of the model's own.
        String provider = !tried.isEmpty()
                ? tried.get(tried.size() - 1).provider()
                : scenario.model().equals("fused") ? "fuse" : scenario.cached().answers() ? "alpha" : Scenario.UNKNOWN;
        String path = scenario.ask().path();
        String group = scenario.ask().proxied() ? path.split("/", 4)[2] : provider;
        boolean known = !provider.equals(Scenario.UNKNOWN);
        return new Route(provider, known ? scenario.model() : Scenario.UNKNOWN, group);
    }
}
