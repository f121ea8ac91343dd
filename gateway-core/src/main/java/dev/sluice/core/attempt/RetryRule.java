package dev.sluice.core.attempt;

import dev.sluice.core.attempt.Next.Where;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.resilience.Backoffs;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.Target;
import java.util.function.DoubleSupplier;

/**
 * What the configuration of a target's provider wants done after a failure. {@code docs/resilience.md} has it as a
 * table. Decides for one failure; takes a retry out of the provider's budget when it decides for one.
 */
final class RetryRule {

    private final Target target;
    private final Provider provider;
    private final ResilienceSettings settings;
    private final DoubleSupplier chance;

    /**
     * What was tried at the target so far.
     *
     * @param attempts how many were made
     * @param pauses how often it was waited for
     */
    record Made(int attempts, int pauses) {}

    RetryRule(Target target, DoubleSupplier chance) {
        this.target = target;
        this.provider = target.provider();
        this.settings = provider.resilience();
        this.chance = chance;
    }

    /**
     * What comes next.
     *
     * @param leftNanos until the request's deadline
     */
    Next after(Fault fault, RetryHints hints, Made made, long leftNanos) {
        return switch (fault) {
            case GATEWAY -> Next.NOTHING;
            case CLIENT -> wanted(hints) ? sameTarget(RetryReason.SERVER_ERROR, hints, made, leftNanos) : Next.NOTHING;
            case CONTEXT_LENGTH -> Next.at(Where.LARGER_TARGET);
            case KEY_REJECTED, KEY_FORBIDDEN, QUOTA -> Next.key(RetryReason.AUTH);
            case RATE_LIMIT -> rateLimited(hints, made, leftNanos);
            case CONNECTION -> transientFault(RetryOn.CONNECT, RetryReason.CONNECT, hints, made, leftNanos);
            case TIMEOUT -> transientFault(RetryOn.TIMEOUT, RetryReason.TIMEOUT, hints, made, leftNanos);
            case SERVER -> transientFault(RetryOn.SERVER, RetryReason.SERVER_ERROR, hints, made, leftNanos);
        };
    }

    private Next rateLimited(RetryHints hints, Made made, long leftNanos) {
        return switch (settings.onRateLimit()) {
            case NEXT_KEY -> Next.key(RetryReason.RATE_LIMIT);
            case FAIL_OVER -> Next.at(Where.NEXT_TARGET);
            case RETRY -> sameTarget(RetryReason.RATE_LIMIT, hints, made, leftNanos);
            case RELAY -> Next.NOTHING;
        };
    }

    private Next transientFault(RetryOn kind, RetryReason reason, RetryHints hints, Made made, long leftNanos) {
        return settings.retryOn().contains(kind) || wanted(hints)
                ? sameTarget(reason, hints, made, leftNanos)
                : Next.NOTHING;
    }

    /** The provider asks for another attempt, whatever the failure looks like. */
    private static boolean wanted(RetryHints hints) {
        return Boolean.TRUE.equals(hints.shouldRetry());
    }

    /** The same target again after a pause, where that is allowed, of use and in time; else another one at once. */
    private Next sameTarget(RetryReason reason, RetryHints hints, Made made, long leftNanos) {
        if (made.attempts() >= settings.attempts() || Boolean.FALSE.equals(hints.shouldRetry()) || isOut()) {
            return Next.at(Where.NEXT_TARGET);
        }
        long backoff = Backoffs.delayNanos(settings.backoff(), made.pauses() + 1, chance.getAsDouble());
        long wanted = Math.max(hints.afterNanos(), keysCoolForNanos());
        long delay = Math.max(backoff, wanted);
        if (wanted > settings.backoff().maxNanos()
                || delay >= leftNanos
                || !provider.retries().tryRetry()) {
            return Next.at(Where.NEXT_TARGET);
        }
        return new Next(Where.SAME_TARGET, reason, delay);
    }

    /** Whether waiting is in vain: its breaker has opened, perhaps with this failure, or no key will come back. */
    private boolean isOut() {
        return !target.vitals().available()
                || !provider.keys().usable() && provider.keys().coolsForNanos() < 0;
    }

    /** A retry needs a key: where all cool, it waits for the first that is back. */
    private long keysCoolForNanos() {
        return provider.keys().usable() ? 0 : Math.max(0, provider.keys().coolsForNanos());
    }
}
