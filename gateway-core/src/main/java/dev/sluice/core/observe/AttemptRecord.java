package dev.sluice.core.observe;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.label.Labels;
import dev.sluice.core.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a provider, from asking for a connection to the last byte of the answer.
 *
 * @param provider number of the provider in {@link Identities#providers}
 * @param model number of the client's model name in {@link Identities#models}
 * @param key number of the key's name in {@link Identities#keys}; {@link Labels#UNKNOWN} without a key
 * @param status the provider's HTTP status; 0 when none arrived
 * @param durationNanos from acquiring a connection to the last byte
 * @param failure why it failed; null when it did not
 * @param span its own span, with its trace; null: it is not recorded
 */
public record AttemptRecord(
        int provider,
        int model,
        int key,
        int status,
        long durationNanos,
        Failure.@Nullable Code failure,
        @Nullable TraceParent span) {}
