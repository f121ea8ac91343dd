package dev.sluice.core.attempt;

import dev.sluice.core.attempt.Next.Where;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.resilience.Backoffs;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.resilience.RetryReason;
import java.util.function.DoubleSupplier;

/**
 * What a provider's configuration wants done after a failure. {@code docs/resilience.md} has it as a table. Decides for
 * one failure; takes a retry out of the provider's budget when it decides for one.
 */
final class RetryRule {

    private final Provider provider;
    private final ResilienceSettings settings;
    private final DoubleSupplier chance;

    RetryRule(Provider provider, DoubleSupplier chance) {
        this.provider = provider;
        this.settings = provider.resilience();
        this.chance = chance;
    }

    /**
     * What comes next.
     *
     * @param made attempts made at the target so far
     * @param leftNanos until the request's deadline
     */
    Next after(Fault fault, RetryHints hints, int made, long leftNanos) {
        return switch (fault) {
            case GATEWAY -> Next.NOTHING;
            case CLIENT ->
                Boolean.TRUE.equals(hints.shouldRetry())
                        ? sameTarget(RetryReason.SERVER_ERROR, hints, made, leftNanos)
                        : Next.NOTHING;
            case CONTEXT_LENGTH -> Next.at(Where.LARGER_TARGET);
            case KEY_REJECTED, KEY_FORBIDDEN, QUOTA -> Next.key(RetryReason.AUTH);
            case RATE_LIMIT -> rateLimited(hints, made, leftNanos);
            case CONNECTION -> transientFault(RetryOn.CONNECT, RetryReason.CONNECT, hints, made, leftNanos);
            case TIMEOUT -> transientFault(RetryOn.TIMEOUT, RetryReason.TIMEOUT, hints, made, leftNanos);
            case SERVER -> transientFault(RetryOn.SERVER, RetryReason.SERVER_ERROR, hints, made, leftNanos);
        };
    }

    private Next rateLimited(RetryHints hints, int made, long leftNanos) {
        return switch (settings.onRateLimit()) {
            case NEXT_KEY -> Next.key(RetryReason.RATE_LIMIT);
            case FAIL_OVER -> Next.at(Where.NEXT_TARGET);
            case RETRY -> sameTarget(RetryReason.RATE_LIMIT, hints, made, leftNanos);
            case RELAY -> Next.NOTHING;
        };
    }

    private Next transientFault(RetryOn kind, RetryReason reason, RetryHints hints, int made, long leftNanos) {
        return settings.retryOn().contains(kind) ? sameTarget(reason, hints, made, leftNanos) : Next.NOTHING;
    }

    /** The same target again after a pause, where that is allowed and in time; else another one at once. */
    private Next sameTarget(RetryReason reason, RetryHints hints, int made, long leftNanos) {
        if (made >= settings.attempts() || Boolean.FALSE.equals(hints.shouldRetry())) {
            return Next.at(Where.NEXT_TARGET);
        }
        long delay = Backoffs.delayNanos(settings.backoff(), made, chance.getAsDouble());
        long wanted = Math.max(hints.afterNanos(), keysCoolForNanos());
        if (wanted > settings.backoff().maxNanos() || Math.max(delay, wanted) >= leftNanos) {
            return Next.at(Where.NEXT_TARGET);
        }
        return provider.retries().tryRetry()
                ? new Next(Where.SAME_TARGET, reason, Math.max(delay, wanted))
                : Next.at(Where.NEXT_TARGET);
    }

    /** A retry needs a key: where all cool, it waits for the first that is back. */
    private long keysCoolForNanos() {
        return provider.keys().usable() ? 0 : Math.max(0, provider.keys().coolsForNanos());
    }
}
