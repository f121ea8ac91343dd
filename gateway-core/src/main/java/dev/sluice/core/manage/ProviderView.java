package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.resilience.BreakerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider as an operator sees it: a group, with its addresses, keys and models; or an aggregate, with its members.
 *
 * @param rotation how a group's keys take turns; null for an aggregate
 * @param keys a group's keys; null for an aggregate
 * @param available whether it is known to be well: a usable key, all breakers closed, no failed probe; of an aggregate,
 *     whether anything can be sent there now
 */
public record ProviderView(
        String name,
        Kind kind,
        String dialect,
        List<Address> upstreams,
        @Nullable Rotation rotation,
        @Nullable KeyCounts keys,
        List<Model> models,
        List<Member> members,
        boolean available) {

    /** What a provider is made of. */
    public enum Kind {
        GROUP,
        AGGREGATE
    }

    /** Where a group is reached. */
    public record Address(String url, double weight) {}

    /**
     * How many keys a group has.
     *
     * @param needed whether it wants a key at all
     */
    public record KeyCounts(boolean needed, int total, int active, int cooling, int invalid, int disabled) {}

    /**
     * A model at a group, under the group's own name for it; {@code other} stands for all that the configuration does
     * not name.
     *
     * @param probeFailed whether active probes say that it does not answer
     */
    public record Model(
            String name,
            BreakerState breaker,
            double opensForSeconds,
            boolean probeFailed,
            int inFlight,
            Health health) {}

    /**
     * How a model did lately.
     *
     * @param p95Seconds the 95th percentile of its latency; null when it is not known
     * @param averageSeconds the mean; null when it is not known
     */
    public record Health(
            double score,
            int attempts,
            double successRatio,
            @Nullable Double p95Seconds,
            @Nullable Double averageSeconds) {}

    /** A group that takes a share of an aggregate's traffic. */
    public record Member(String provider, double weight) {}
}
