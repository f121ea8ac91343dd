package dev.sluice.core.provider;

import org.jspecify.annotations.Nullable;

/**
 * How a provider's keys are validated.
 *
 * @param intervalNanos how long after an invalid key was tried it is tried again
 * @param concurrency keys that are tried at the same time
 * @param timeoutNanos how long one try may take
 * @param model the provider's own name of the model that is asked; null: none is known, so nothing can be validated
 */
public record ValidationSettings(
        long intervalNanos,
        int concurrency,
        long timeoutNanos,
        @Nullable String model) {}
