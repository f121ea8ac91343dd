package dev.sluice.core.routing;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often each target was given. */
final class Counts {

    private final Map<Target, Integer> byTarget = new IdentityHashMap<>();

    void add(@Nullable Target target) {
        if (target != null) {
            byTarget.merge(target, 1, Integer::sum);
        }
    }

    void addAll(Counts others) {
        others.byTarget.forEach((target, count) -> byTarget.merge(target, count, Integer::sum));
    }

    int of(Target target) {
        return byTarget.getOrDefault(target, 0);
    }

    /** First targets of so many requests. */
    static Counts of(int requests, Asked asked, String model) {
        Counts counts = new Counts();
        for (int request = 0; request < requests; request++) {
            counts.add(asked.first(model));
        }
        return counts;
    }
}
