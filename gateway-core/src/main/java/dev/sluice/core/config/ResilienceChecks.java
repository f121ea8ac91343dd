package dev.sluice.core.config;

import dev.sluice.core.config.ResilienceConfig.BreakerConfig;
import java.time.Duration;
import java.util.List;

/** Checks section {@code resilience}, and what holds instead of it for single providers. */
final class ResilienceChecks {

    private static final Duration SHORTEST_PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Problems problems;

    ResilienceChecks(Problems problems) {
        this.problems = problems;
    }

    void check(ResilienceConfig general, List<ProviderConfig> providers) {
        check("resilience", general);
        for (int i = 0; i < providers.size(); i++) {
            String path = KeyPath.key(KeyPath.item("providers", i), "resilience");
            check(path, providers.get(i).resilience().over(general));
        }
    }

    /** What is not given at the path has been looked at where it is. */
    private void check(String path, ResilienceConfig resilience) {
        String retryOn = KeyPath.key(path, "retry_on");
        if (problems.given(retryOn)) {
            ConfigChecks.refuseTwice(problems, retryOn, resilience.retryOn(), name -> name, "");
        }
        if (problems.given(KeyPath.key(path, "breaker"))) {
            checkBreaker(KeyPath.key(path, "breaker"), resilience.breaker());
        }
        checkAttempts(path, resilience);
        String probes = KeyPath.key(KeyPath.key(path, "health"), "probe_interval");
        Duration interval = resilience.health().probeInterval();
        if (problems.given(probes) && !interval.isZero() && interval.compareTo(SHORTEST_PROBE_INTERVAL) < 0) {
            problems.add(probes, "must be at least 1s, or 0s for no probes");
        }
        String backoff = KeyPath.key(path, "backoff");
        boolean given = problems.given(backoff);
        if (given
                && resilience.backoff().initial().compareTo(resilience.backoff().max()) > 0) {
            problems.add(KeyPath.key(backoff, "initial"), "is more than max: the first pause would never be so long");
        }
    }

    /** Where only {@code max_attempts} is given, it bounds what is not; that is no mistake. */
    private void checkAttempts(String path, ResilienceConfig resilience) {
        String attempts = KeyPath.key(path, "attempts");
        if (problems.given(attempts) && resilience.attempts() > resilience.maxAttempts()) {
            problems.add(
                    attempts,
                    "is more than max_attempts, which is " + resilience.maxAttempts() + ": never so many are made");
        }
    }

    private void checkBreaker(String path, BreakerConfig breaker) {
        String rate = KeyPath.key(path, "failure_rate");
        String of = KeyPath.key(path, "of");
        if (breaker.failureRate() > 0 && breaker.of() < 2) {
            problems.add(
                    problems.given(of) ? of : rate,
                    "needs of, from 2 on: how many attempts must be seen before the rate counts");
        }
        if (breaker.failureRate() == 0 && breaker.of() > 0) {
            problems.add(problems.given(of) ? of : rate, "belongs to failure_rate: give both or neither");
        }
        if (breaker.failureRate() > 0 && problems.given(KeyPath.key(path, "failures")) && problems.given(rate)) {
            problems.add(
                    KeyPath.key(path, "failures"),
                    "is not looked at where there is a failure_rate: leave one of the two out");
        }
    }
}
