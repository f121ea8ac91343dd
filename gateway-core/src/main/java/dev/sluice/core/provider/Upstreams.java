package dev.sluice.core.provider;

import java.util.List;

/** A provider's addresses, taken in turn by their weights. Thread-safe: event loops share it. */
public final class Upstreams {

    private final List<Upstream> all;
    private final SmoothWeighted turn;

    public Upstreams(List<Upstream> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a provider needs an address");
        }
        this.all = List.copyOf(all);
        this.turn =
                new SmoothWeighted(all.stream().mapToDouble(Upstream::weight).toArray());
    }

    /** Of one address only. */
    public static Upstreams of(Origin origin, String pathPrefix) {
        return new Upstreams(List.of(new Upstream(origin, pathPrefix, 1)));
    }

    /** The address that the next attempt goes to. */
    public Upstream next() {
        return all.size() == 1 ? all.get(0) : all.get(turn.next());
    }

    public List<Upstream> all() {
        return all;
    }
}
