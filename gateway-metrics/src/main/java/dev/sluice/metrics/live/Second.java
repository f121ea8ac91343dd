package dev.sluice.metrics.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.metrics.live.Window.Percentiles;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is shown of a gateway at one moment. What ends in {@code _per_second} is of the last second, percentiles are
 * of the last ten, and counts are of the life of the process. Immutable.
 *
 * @param at in milliseconds since the epoch
 * @param cache null: nothing is counted of caches
 * @param exchanges the newest first: all that are remembered in a first event, in others those that were not told of
 */
record Second(
        long at,
        Gateway gateway,
        Traffic traffic,
        @JsonInclude(Include.NON_NULL) @Nullable Percentiles latencySeconds,
        @JsonInclude(Include.NON_NULL) @Nullable Percentiles firstTokenSeconds,
        List<Count> errors,
        List<Count> limits,
        List<Provider> providers,
        List<Use> models,
        List<Use> tenants,
        @JsonInclude(Include.NON_NULL) @Nullable List<Lookups> cache,
        List<Loop> loops,
        Map<String, Memory> memory,
        Map<String, Map<String, Long>> connections,
        List<ExchangeView> exchanges) {

    Second with(List<ExchangeView> shown) {
        return new Second(
                at,
                gateway,
                traffic,
                latencySeconds,
                firstTokenSeconds,
                errors,
                limits,
                providers,
                models,
                tenants,
                cache,
                loops,
                memory,
                connections,
                shown);
    }

    /**
     * The process.
     *
     * @param state {@code ready}, {@code degraded} or {@code not_ready}: starting, or draining
     * @param cpuCores how many cores' worth of time it takes
     */
    record Gateway(
            String state,
            @JsonInclude(Include.NON_NULL) @Nullable String trouble,
            String version,
            String java,
            double uptimeSeconds,
            boolean reloadSuccessful,
            long reloadedAt,
            double cpuCores) {}

    /** Requests to model endpoints, all together. */
    record Traffic(
            long active,
            long requests,
            double requestsPerSecond,
            double failuresPerSecond,
            double inputTokensPerSecond,
            double outputTokensPerSecond,
            double costUsdPerSecond) {}

    /** Something that is counted. */
    record Count(String name, long total, double perSecond) {}

    /**
     * A provider of the configuration in force.
     *
     * @param keys how many there are in each state
     * @param breakers how many models' breakers are in each state
     * @param health of its worst model; 1 where nothing is known
     */
    record Provider(
            String name,
            boolean available,
            double attemptsPerSecond,
            double failuresPerSecond,
            long activeConnections,
            Map<String, Long> keys,
            Map<String, Long> breakers,
            double health,
            double p95Seconds) {}

    /** What was used of a model, or by a tenant. */
    record Use(
            String name,
            long requests,
            double requestsPerSecond,
            long inputTokens,
            long outputTokens,
            double costUsd) {}

    /** What came of look-ups in a cache. */
    record Lookups(String cache, long hits, long lookups, double hitsPerSecond, double lookupsPerSecond) {}

    /** An event loop; the lag is of the last ten seconds. */
    record Loop(int loop, double busyRatio, double lagP99Seconds, long pendingTasks) {}

    /** Memory in bytes; {@code max} is 0 where there is no bound. */
    record Memory(long used, long max) {}
}
