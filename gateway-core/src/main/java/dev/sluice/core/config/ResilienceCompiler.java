package dev.sluice.core.config;

import dev.sluice.core.config.ResilienceConfig.BackoffConfig;
import dev.sluice.core.config.ResilienceConfig.BreakerConfig;
import dev.sluice.core.config.ResilienceConfig.TimeoutsConfig;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Compiles what holds towards one provider. Stateless. */
final class ResilienceCompiler {

    private static final Map<String, RetryOn> RETRY_ON =
            Map.of("connect", RetryOn.CONNECT, "timeout", RetryOn.TIMEOUT, "5xx", RetryOn.SERVER);

    private ResilienceCompiler() {}

    static ResilienceSettings settings(ResilienceConfig config) {
        BackoffConfig backoff = config.backoff();
        return new ResilienceSettings(
                config.attempts(),
                config.maxAttempts(),
                new ResilienceSettings.Backoff(
                        backoff.initial().toNanos(),
                        backoff.factor(),
                        backoff.max().toNanos(),
                        backoff.jitter()),
                config.retryOn().stream()
                        .map(name -> Objects.requireNonNull(RETRY_ON.get(name), "checked when loaded"))
                        .collect(Collectors.toSet()),
                config.onRateLimit(),
                breaker(config.breaker()),
                config.retryBudget(),
                new ResilienceSettings.Hedge(
                        config.hedge().enabled(),
                        config.hedge().at().quantile(),
                        config.hedge().share()),
                new ResilienceSettings.Health(
                        config.health().window().toNanos(),
                        config.health().slow().toNanos(),
                        config.health().probeInterval().toNanos()));
    }

    static Timeouts timeouts(TimeoutsConfig config) {
        return new Timeouts(
                config.connect().toNanos(),
                config.firstByte().toNanos(),
                config.unary().toNanos(),
                config.stall().toNanos(),
                config.total().toNanos());
    }

    private static ResilienceSettings.Breaker breaker(BreakerConfig config) {
        return new ResilienceSettings.Breaker(
                config.failures(),
                config.failureRate(),
                config.of(),
                config.window().toNanos(),
                config.open().toNanos(),
                config.halfOpenProbes());
    }
}
