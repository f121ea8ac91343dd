package dev.sluice.metrics.admin;

import dev.sluice.core.observe.GatewayState;
import dev.sluice.metrics.admin.ReloadOutcome.Applied;
import dev.sluice.metrics.admin.ReloadOutcome.Refused;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of what the admin port serves: one line a route. */
final class Routes {

    private static final String INDEX = """
            <!doctype html>
            <title>Sluice</title>
            <h1>Sluice</h1>
            <ul>
            <li><a href="/metrics">/metrics</a>
            <li><a href="/-/healthy">/-/healthy</a>
            <li><a href="/-/ready">/-/ready</a>
            </ul>
            """;

    private final List<Route> routes;

    Routes(Scraper scraper, GatewayState state, ReloadHook reload, Lanes lanes) {
        routes = List.of(
                new Route(Route.READ, "/", Access.SCRAPE, lanes.management(), (request, none) -> Answer.html(INDEX)),
                new Route(Route.READ, "/metrics", Access.SCRAPE, lanes.scrapes(), scraper::scrapeAny),
                new Route(Route.READ, "/metrics/*", Access.SCRAPE, lanes.scrapes(), scraper::scrapeOne),
                new Route(
                        Route.READ,
                        "/api/metrics/prometheus",
                        Access.SCRAPE,
                        lanes.scrapes(),
                        (request, none) -> scraper.scrapeOne(request, "realmultillm")),
                new Route(Route.READ, "/-/healthy", Access.OPEN, lanes.health(), (request, none) -> healthy()),
                new Route(Route.READ, "/-/ready", Access.OPEN, lanes.health(), (request, none) -> ready(state)),
                new Route(
                        Route.CHANGE,
                        "/-/reload",
                        Access.ADMIN,
                        lanes.management(),
                        (request, none) -> reloaded(reload.reload())));
    }

    /** Threads for each kind of work, so that none keeps another waiting. */
    record Lanes(Lane scrapes, Lane management, Lane health) {}

    Optional<Route> find(String path) {
        return routes.stream().filter(route -> route.matches(path)).findFirst();
    }

    private static Answer healthy() {
        return Answer.text(200, "healthy\n");
    }

    private static Answer ready(GatewayState state) {
        return state.ready() ? Answer.text(200, "ready\n") : Answer.error(503, "not_ready", "not ready for requests");
    }

    private static Answer reloaded(ReloadOutcome outcome) {
        if (outcome instanceof Applied applied) {
            return Answer.json(200, "{\"version\":" + applied.version() + "}");
        }
        String problems = ((Refused) outcome)
                .problems().stream()
                        .map(problem -> "{\"path\":" + Json.quote(problem.path()) + ",\"message\":"
                                + Json.quote(problem.message()) + "}")
                        .collect(Collectors.joining(","));
        return Answer.json(
                422,
                "{\"error\":{\"message\":\"the configuration was refused; the old one is still in force\","
                        + "\"code\":\"invalid_configuration\",\"problems\":[" + problems + "]}}");
    }
}
