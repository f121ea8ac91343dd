package dev.sluice.core.attempt;

import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.ResilienceSettings.Backoff;
import dev.sluice.core.resilience.ResilienceSettings.Breaker;
import dev.sluice.core.resilience.ResilienceSettings.Health;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import java.time.Duration;
import java.util.Set;

/** The defaults of {@code resilience}, without jitter, but for what a test changes. */
record Rules(
        int attempts, int maxAttempts, Set<RetryOn> retryOn, OnRateLimit onRateLimit, Breaker breaker, double budget) {

    static final Backoff BACKOFF = new Backoff(
            Duration.ofSeconds(1).toNanos(), 2, Duration.ofSeconds(10).toNanos(), 0);

    static final Rules STANDARD =
            new Rules(3, 6, Set.of(RetryOn.CONNECT, RetryOn.SERVER), OnRateLimit.NEXT_KEY, breaker(5, 60_000), 0.2);

    /** One that opens after so many failures in a row; Failsafe's clock is a real one. */
    static Breaker breaker(int failures, long openMillis) {
        long open = Duration.ofMillis(openMillis).toNanos();
        return new Breaker(failures, 0, 0, open, open, 1);
    }

    Rules attempts(int ofTarget, int ofRequest) {
        return new Rules(ofTarget, ofRequest, retryOn, onRateLimit, breaker, budget);
    }

    Rules retrying(RetryOn... kinds) {
        return new Rules(attempts, maxAttempts, Set.of(kinds), onRateLimit, breaker, budget);
    }

    Rules onRateLimit(OnRateLimit policy) {
        return new Rules(attempts, maxAttempts, retryOn, policy, breaker, budget);
    }

    Rules breaker(Breaker other) {
        return new Rules(attempts, maxAttempts, retryOn, onRateLimit, other, budget);
    }

    Rules budget(double share) {
        return new Rules(attempts, maxAttempts, retryOn, onRateLimit, breaker, share);
    }

    ResilienceSettings settings() {
        return new ResilienceSettings(
                attempts,
                maxAttempts,
                BACKOFF,
                retryOn,
                onRateLimit,
                breaker,
                budget,
                Hedge.OFF,
                new Health(
                        Duration.ofMinutes(5).toNanos(), Duration.ofSeconds(30).toNanos(), 0));
    }
}
