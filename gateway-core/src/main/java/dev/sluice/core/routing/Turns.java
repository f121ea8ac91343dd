package dev.sluice.core.routing;

import dev.sluice.core.provider.SmoothWeighted;
import dev.sluice.core.resilience.FirstTokens;
import dev.sluice.core.time.Ticker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The part of a route that changes: whose turn it is, and how fast its streams begin. Thread-safe: event loops share
 * it.
 */
public final class Turns {

    private final SmoothWeighted weighted;
    private final AtomicInteger next = new AtomicInteger();
    private final FirstTokens firstTokens;

    public Turns(List<Destination> destinations) {
        this(destinations, new FirstTokens(Ticker.SYSTEM));
    }

    /** Of a route that was there before a reload, whose times to first token are still worth something. */
    public Turns(List<Destination> destinations, FirstTokens firstTokens) {
        this.weighted = new SmoothWeighted(
                destinations.stream().mapToDouble(Destination::weight).toArray());
        this.firstTokens = firstTokens;
    }

    SmoothWeighted weighted() {
        return weighted;
    }

    AtomicInteger next() {
        return next;
    }

    public FirstTokens firstTokens() {
        return firstTokens;
    }
}
