package dev.sluice.core.manage;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.time.Ticker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks models actively whether they still answer, where the configuration wants that: two failures in a row, and a
 * model counts as gone until a probe succeeds. An answer that refuses the key is a success, too: the model's provider
 * lives. Turned by one thread; probes end on any.
 */
final class HealthProbes {

    private static final Logger LOG = LoggerFactory.getLogger(HealthProbes.class);
    private static final int FAILURES = 2;

    /** Turns come a little early or late; one that is early by this much must not skip a probe. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Groups groups;
    private final KeyJudge judge;
    private final Ticker ticker;
    private final Map<Vitals, Course> courses = new HashMap<>();

    HealthProbes(Groups groups, KeyJudge judge, Ticker ticker) {
        this.groups = groups;
        this.judge = judge;
        this.ticker = ticker;
    }

    /** The probes of one model at one provider. */
    private final class Course {

        private final String provider;
        private final String model;
        private final Vitals vitals;
        private volatile boolean underWay;
        private volatile boolean abandoned;
        private long begunAt;
        private volatile int failures;

        Course(Provider provider, Groups.Model model, long intervalNanos) {
            this.provider = provider.name();
            this.model = model.name();
            this.vitals = model.vitals();
            begunAt = ticker.nanoTime() - intervalNanos;
        }

        boolean isDue(long intervalNanos) {
            return !underWay && ticker.nanoTime() - begunAt >= intervalNanos - SLACK_NANOS;
        }

        void begin() {
            begunAt = ticker.nanoTime();
            underWay = true;
        }

        /** There is one probe at a time, so nobody else writes here. */
        synchronized void ended(ValidationResult result) {
            failures = result == ValidationResult.ERROR ? Math.min(failures + 1, FAILURES) : 0;
            if (!abandoned && failures == 0) {
                markAsThere();
            } else if (!abandoned && failures == FAILURES) {
                markAsGone();
            }
            underWay = false;
        }

        /** A model that is not probed any more must not stay marked for ever. */
        synchronized void abandon() {
            abandoned = true;
            markAsThere();
        }

        private void markAsThere() {
            if (vitals.probeFailed()) {
                LOG.info("provider {}: {} is {}", provider, model, abandoned ? "not probed any more" : "back");
            }
            vitals.probeSucceeded();
        }

        private void markAsGone() {
            if (!vitals.probeFailed()) {
                LOG.warn("provider {}: {} is gone: {} probes in a row failed", provider, model, FAILURES);
            }
            vitals.probeDidFail();
        }
    }

    /** Begins the probes that are due. */
    void turn() {
        Set<Vitals> probed = new HashSet<>();
        for (Provider provider : groups.all()) {
            long interval = provider.resilience().health().probeIntervalNanos();
            if (interval > 0) {
                for (Groups.Model model : groups.configured(provider)) {
                    probed.add(model.vitals());
                    turn(provider, model, interval);
                }
            }
        }
        courses.values().removeIf(course -> {
            boolean dropped = !probed.contains(course.vitals);
            if (dropped) {
                course.abandon();
            }
            return dropped;
        });
    }

    private void turn(Provider provider, Groups.Model model, long interval) {
        Course course = courses.computeIfAbsent(model.vitals(), any -> new Course(provider, model, interval));
        if (!course.isDue(interval)) {
            return;
        }
        Optional<ProviderKey> key = activeKey(provider);
        if (key.isPresent() || !provider.keys().needed()) {
            course.begin();
            judge.ask(provider, key.orElse(null), model.name(), course::ended);
        }
    }

    /** Not a turn of the pool's: probes must not disturb the order that requests take keys in. */
    private static Optional<ProviderKey> activeKey(Provider provider) {
        return provider.keys().keys().stream()
                .filter(key -> key.state() == KeyState.ACTIVE)
                .findFirst();
    }
}
