package dev.sluice.loads.providers;

import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Report;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A pool of keys as the provider saw it: which it refused, which it limited, and how even the load on the others was.
 */
final class Pool {

    private static final int UNAUTHORIZED = 401;
    private static final int LIMITED = 429;

    private final Map<String, KeyCounts> refused;
    private final Map<String, KeyCounts> limited;
    private final Map<String, KeyCounts> healthy;

    /** @param keys what the provider counted of each */
    Pool(Map<String, KeyCounts> keys) {
        refused = those(keys, counts -> counts.status(UNAUTHORIZED) > 0);
        limited = those(keys, counts -> counts.status(LIMITED) > 0);
        healthy = those(keys, counts -> counts.requests() > 0 && counts.status(200) == counts.requests());
    }

    /**
     * What such a pool has to be.
     *
     * @param atOnce requests under way: so many can have a key when its first 401 comes
     * @param limit requests that a limited key may make in a window
     */
    record Rule(int refused, int limited, int healthy, int atOnce, long limit) {}

    void judge(Rule rule, Report report) {
        report.same("revoked_keys", rule.refused(), refused.size());
        report.same("limited_keys", rule.limited(), limited.size());
        report.same("healthy_keys", rule.healthy(), healthy.size());
        refused.forEach((key, counts) -> {
            report.atMost(key + " requests", rule.atOnce(), counts.requests());
            report.same(key + " answered with 401", counts.requests(), counts.status(UNAUTHORIZED));
        });
        limited.forEach((key, counts) -> {
            report.figure(key + " answered with 200, with 429", List.of(counts.status(200), counts.status(LIMITED)));
            if (counts.status(200) <= rule.limit()) {
                report.fail(key + " never came back: " + counts);
            }
        });
        report.figure(
                "healthy_keys_requests",
                healthy.values().stream().map(KeyCounts::requests).toList());
        report.figure("healthy_keys_off_the_mean_percent", unevenness() * 100);
        if (unevenness() > 0.02) {
            report.fail("the load on the healthy keys is uneven");
        }
    }

    /** How far the key with the most or the least requests is off the healthy keys' mean, as a part of it. */
    double unevenness() {
        double mean = healthy.values().stream()
                .mapToLong(KeyCounts::requests)
                .average()
                .orElse(0);
        return healthy.values().stream()
                .mapToDouble(counts -> Math.abs(counts.requests() - mean) / mean)
                .max()
                .orElse(0);
    }

    private static Map<String, KeyCounts> those(Map<String, KeyCounts> keys, Predicate<KeyCounts> which) {
        Map<String, KeyCounts> those = new TreeMap<>(keys);
        those.values().removeIf(which.negate());
        return those;
    }
}
