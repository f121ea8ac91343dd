package dev.sluice.core.observe;

import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.store.QueryListener;

/**
 * The port through which the gateway tells what happens. What an event loop sees goes to the {@link LoopListener} of
 * that loop, which nobody else calls; what happens elsewhere comes here and may come from any thread. Listeners never
 * block and never throw.
 */
public interface GatewayListener {

    /** The listener of one event loop; called once a loop before any traffic. */
    LoopListener onLoop(int loop);

    /** A reload was applied ({@code problems} 0) or refused. */
    default void reloaded(int problems) {}

    /** A provider's key was validated; {@code provider} is a number in {@link Identities#providers}. */
    default void keyValidated(int provider, ValidationResult result) {}

    /** The store's database has answered, well or not, after {@code nanos}. */
    default void queried(QueryListener.Table table, QueryListener.Operation operation, long nanos) {}

    /** A breaker changed its state; {@code model} is a number in {@link Identities#models}. */
    default void breakerChanged(int provider, int model, BreakerState to) {}
}
