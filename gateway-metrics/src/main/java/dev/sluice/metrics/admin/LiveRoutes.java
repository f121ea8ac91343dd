package dev.sluice.metrics.admin;

import dev.sluice.metrics.live.LiveFeed;
import dev.sluice.metrics.page.LivePage;
import java.util.List;
import java.util.Set;

/** What the live page needs: itself, who has logged in, and what happens in the gateway. */
final class LiveRoutes {

    private static final String EVENTS = "text/event-stream; charset=utf-8";

    private final LiveFeed feed;
    private final Gatekeeper gatekeeper;
    private final LivePage page = LivePage.assemble();

    LiveRoutes(LiveFeed feed, Gatekeeper gatekeeper) {
        this.feed = feed;
        this.gatekeeper = gatekeeper;
    }

    /** The page is open to whom the port answers at all: there is nothing in it, and it asks for the login itself. */
    Route page(Lane lane) {
        return new Route(Route.READ, "/", Access.OPEN, lane, call -> document());
    }

    List<Route> api(Lane lane) {
        return api(lane, call -> gatekeeper.login(call.request()), call -> live());
    }

    static List<Route> api(Lane lane, Route.Handler login, Route.Handler live) {
        return List.of(
                new Route(Route.READ, ApiRoutes.ROOT + "/login", Access.OPEN, lane, login),
                new Route(Set.of("GET"), ApiRoutes.ROOT + "/live", Access.SCRAPE, lane, live));
    }

    private Answer document() {
        return Answer.html(page.html())
                .with("Content-Security-Policy", page.policy())
                .with("Referrer-Policy", "same-origin")
                .with("Cross-Origin-Opener-Policy", "same-origin");
    }

    private Answer live() {
        return Answer.streamed(EVENTS, feed::writeTo).sentBy(feed.threads());
    }
}
