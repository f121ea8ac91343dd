package dev.sluice.core.observe;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;

/**
 * Levels of the providers of the configuration in force, pulled at a scrape from any thread; each reading is cheap and
 * never blocks. Numbers are those of {@link Identities}.
 */
public interface ProviderState {

    /** Receives one group's keys. */
    @FunctionalInterface
    interface KeyCountVisitor {
        void visit(int provider, KeyState state, int count);
    }

    /** Receives one key. */
    @FunctionalInterface
    interface KeyHealthVisitor {
        void visit(int provider, int key, double health);
    }

    /** Receives one model at one provider; {@code model} is the provider's own name of it. */
    @FunctionalInterface
    interface TargetVisitor {
        void visit(int provider, int model, BreakerState breaker, Health.Reading health);
    }

    /** Whether a provider is known to be well. */
    enum Availability {
        /** All breakers are closed, no probe failed, and there is a usable key. */
        AVAILABLE,
        UNAVAILABLE
    }

    /** Receives one provider. */
    @FunctionalInterface
    interface AvailabilityVisitor {
        void visit(int provider, Availability availability);
    }

    /** Every group that needs keys (no aggregates), with each state, zeros included. */
    void keyCounts(KeyCountVisitor visitor);

    void keyHealth(KeyHealthVisitor visitor);

    void targets(TargetVisitor visitor);

    /** Every provider. */
    void availability(AvailabilityVisitor visitor);
}
