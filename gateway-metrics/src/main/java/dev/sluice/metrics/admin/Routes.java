package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.metrics.admin.ReloadOutcome.Applied;
import dev.sluice.metrics.admin.ReloadOutcome.Refused;
import java.util.ArrayList;
import java.util.List;

/** The table of what the admin port serves: one line a route. */
final class Routes {

    private final List<Route> routes;

    private Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** What the admin port itself serves. */
    static Routes of(Scraper scraper, AdminServer.Collaborators with, Lanes lanes, LiveRoutes live) {
        List<Route> all = new ArrayList<>(List.of(
                live.page(lanes.health()),
                new Route(Route.READ, "/metrics", Access.SCRAPE, lanes.scrapes(), scraper::scrapeAny),
                new Route(Route.READ, "/metrics/{vocabulary}", Access.SCRAPE, lanes.scrapes(), scraper::scrapeOne),
                new Route(
                        Route.READ,
                        "/api/metrics/prometheus",
                        Access.SCRAPE,
                        lanes.scrapes(),
                        call -> scraper.scrape(call.request(), "realmultillm")),
                new Route(Route.READ, "/-/healthy", Access.OPEN, lanes.health(), call -> healthy()),
                new Route(Route.READ, "/-/ready", Access.OPEN, lanes.health(), call -> ready(with.state())),
                new Route(
                        Route.CHANGE,
                        "/-/reload",
                        Access.ADMIN,
                        lanes.management(),
                        call -> reloaded(with.reload().reload()))));
        all.addAll(live.api(lanes.health()));
        all.addAll(ApiRoutes.of(with.management(), with.exposition().metrics(), lanes));
        return new Routes(all);
    }

    /** What a port of aliases serves: their paths, and nothing else. */
    static Routes of(List<AdminSettings.Alias> aliases, Scraper scraper, Lanes lanes) {
        return new Routes(aliases.stream()
                .map(alias -> new Route(
                        Route.READ,
                        alias.path(),
                        Access.SCRAPE,
                        lanes.scrapes(),
                        call -> scraper.scrape(call.request(), alias.vocabulary())))
                .toList());
    }

    /** Threads for each kind of work, so that none keeps another waiting. */
    record Lanes(Lane scrapes, Lane management, Lane usage, Lane health) implements AutoCloseable {

        @Override
        public void close() {
            scrapes.close();
            management.close();
            usage.close();
            health.close();
        }
    }

    /** All routes of that path, in the order of the table. */
    List<Route> at(String path) {
        return routes.stream()
                .filter(route -> route.path().match(path).isPresent())
                .toList();
    }

    /** The whole table. */
    List<Route> all() {
        return routes;
    }

    private static Answer healthy() {
        return Answer.text(200, "healthy\n");
    }

    private static Answer ready(GatewayState state) {
        if (!state.ready()) {
            return Answer.error(503, "not_ready", "not ready for requests");
        }
        // Some requests are served all the same, and with the others no gateway may be the better one.
        String trouble = state.trouble();
        return Answer.text(200, trouble == null ? "ready\n" : "degraded: " + trouble + "\n");
    }

    private record Version(long version) {}

    private record RefusedReload(Problems error) {
        private record Problems(String message, String code, List<ReloadOutcome.Problem> problems) {}
    }

    private static Answer reloaded(ReloadOutcome outcome) {
        if (outcome instanceof Applied applied) {
            return Answer.json(200, new Version(applied.version()));
        }
        String message = "the configuration was refused; the old one is still in force";
        List<ReloadOutcome.Problem> problems = ((Refused) outcome).problems();
        return Answer.json(
                422, new RefusedReload(new RefusedReload.Problems(message, "invalid_configuration", problems)));
    }
}
