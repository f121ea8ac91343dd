package dev.sluice.core.routing;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.resilience.Vitals;
import java.util.concurrent.TimeUnit;

/**
 * Why nothing of a plan can be used now, and when that may be over: read off the breakers and key pools of all targets
 * that the request could have come to. Made once, on the request's event loop; its {@link #failure} names neither a
 * provider nor a key.
 */
public final class Unavailability {

    private static final long NONE = Long.MAX_VALUE;

    private boolean failing;
    private long probedInNanos = NONE;
    private long coolsInNanos = NONE;
    private boolean withoutKeys;

    private Unavailability(Plan plan) {
        for (Route leg : plan.legs()) {
            for (Destination destination : leg.destinations()) {
                for (Target target : destination.targets()) {
                    if (plan.suits(target)) {
                        look(target);
                    }
                }
            }
        }
    }

    /** For a plan that had no target to give. */
    public static Failure of(Plan plan) {
        if (plan.pin() != null) {
            return Failure.of(
                    Code.RESPONSE_UNAVAILABLE,
                    "The provider that keeps this response, or the key that it was made with, cannot be used now; no"
                            + " other has the conversation.");
        }
        String model = plan.route().model();
        return new Unavailability(plan).failure(model.isEmpty() ? "This request" : "The model '" + model + "'");
    }

    /** The same in a word. */
    static RoutingFailure reason(Plan plan) {
        Unavailability found = new Unavailability(plan);
        return found.withoutKeys && !found.failing ? RoutingFailure.NO_KEY : RoutingFailure.NO_HEALTHY_TARGET;
    }

    private void look(Target target) {
        Vitals vitals = target.vitals();
        if (!vitals.available()) {
            failing = true;
            probedInNanos = Math.min(probedInNanos, vitals.breaker().opensForNanos());
        } else if (!target.provider().keys().usable()) {
            withoutKeys = true;
            long cools = target.provider().keys().coolsForNanos();
            coolsInNanos = cools < 0 ? coolsInNanos : Math.min(coolsInNanos, cools);
        }
    }

    private Failure failure(String what) {
        if (failing || !withoutKeys) {
            // Neither: in the meantime something has become usable again.
            return failure(
                    Code.PROVIDER_UNAVAILABLE,
                    what + " cannot be served now: its providers are failing.",
                    failing ? probedInNanos : 0);
        }
        if (coolsInNanos != NONE) {
            return failure(
                    Code.UPSTREAM_RATE_LIMITED,
                    what + " cannot be served now: its providers are limiting the rate of requests.",
                    coolsInNanos);
        }
        return Failure.of(Code.NO_USABLE_KEYS, what + " cannot be served now: its providers have no usable key.");
    }

    private static Failure failure(Code code, String message, long waitNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(waitNanos + TimeUnit.SECONDS.toNanos(1) - 1);
        return new Failure(code, message, null, (int) Math.max(1, Math.min(seconds, Integer.MAX_VALUE)));
    }
}
