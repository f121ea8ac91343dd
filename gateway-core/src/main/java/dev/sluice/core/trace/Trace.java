package dev.sluice.core.trace;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trace that an exchange belongs to. Immutable.
 *
 * @param id 32 hexadecimal digits
 * @param parentId the caller's span; 0: the trace begins here
 * @param spanId the exchange's own span; 0: it is not recorded
 * @param attempts what was asked of providers, in the order in which it began; empty where nothing is recorded
 */
public record Trace(String id, long parentId, long spanId, List<Attempt> attempts) {

    public Trace {
        attempts = List.copyOf(attempts);
    }

    /** Of an exchange that is not recorded. */
    public static Trace unrecorded(String id) {
        return new Trace(id, 0, 0, List.of());
    }

    /** Whether spans are made of it. */
    public boolean isRecorded() {
        return spanId != 0;
    }

    /**
     * One attempt at a provider.
     *
     * @param provider the provider's name
     * @param protocol how it speaks
     * @param model the provider's own name of the model; empty where it has none
     * @param host where it is
     * @param startNanos after the start of the exchange
     * @param durationNanos to its end, or to that of the exchange
     * @param status the provider's HTTP status; 0 when none arrived
     * @param failure why it failed; null when it did not
     */
    public record Attempt(
            long spanId,
            String provider,
            Protocol protocol,
            String model,
            String host,
            int port,
            long startNanos,
            long durationNanos,
            int status,
            Failure.@Nullable Code failure) {}
}
