package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.resilience.BreakerState;

/**
 * What does not belong to one event loop: the numbers of model switches, and what is told from any thread. Thread-safe.
 *
 * @param validations of keys, by provider and {@link ValidationResult}
 * @param transitions of breakers, by provider and the {@link BreakerState} they led to
 */
record SharedCounts(SwitchSets switches, SharedTally validations, SharedTally transitions) {

    static SharedCounts of(Identities identities) {
        int providers = identities.providers().bound();
        return new SharedCounts(
                new SwitchSets(),
                new SharedTally(providers, ValidationResult.values().length),
                new SharedTally(providers, BreakerState.values().length));
    }
}
