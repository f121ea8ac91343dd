package dev.sluice.core.resilience;

import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;

/** Tells what a failed attempt means. Stateless. */
public final class Faults {

    private Faults() {}

    /** Of an answer with a status from 400 on. */
    public static Fault of(int status, UpstreamError error) {
        throw new UnsupportedOperationException();
    }

    /** Of an error event inside a stream that has shown no output yet. */
    public static Fault ofEvent(UpstreamError error) {
        throw new UnsupportedOperationException();
    }

    /** Of an attempt that ended without an answer. */
    public static Fault of(Code code) {
        throw new UnsupportedOperationException();
    }

    /** Whether the provider is to blame, as its breaker and its health see it. */
    public static boolean blamesProvider(Fault fault) {
        return switch (fault) {
            case CONNECTION, TIMEOUT, SERVER -> true;
            case CLIENT, CONTEXT_LENGTH, RATE_LIMIT, KEY_REJECTED, KEY_FORBIDDEN, QUOTA, GATEWAY -> false;
        };
    }
}
