package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import org.jspecify.annotations.Nullable;

/**
 * All limits at the moment. Thread-safe: counters are atomic, and what a later gate refuses is given back to the
 * earlier ones before anybody can be refused because of it for longer than that takes. Reads no clock.
 */
public final class Gates {

    /** Whether a request may go on: a permit, or which limit is in the way. */
    public sealed interface Entry {

        record Granted(Permit permit) implements Entry {}

        record Refused(Denied denied) implements Entry {}
    }

    /** The head is known: concurrency, burst and requests. */
    public Entry enter(Account who, long epochMillis) {
        throw new UnsupportedOperationException();
    }

    /**
     * The body is known: tokens, budgets, plan, trial and credits. What is refused stays in force until the permit is
     * settled, which then counts nothing but the request.
     */
    public @Nullable Denied reserve(Permit permit, Demand demand, long epochMillis) {
        throw new UnsupportedOperationException();
    }
}
