package dev.sluice.core.admission;

import java.util.List;

/**
 * What one exchange holds of its limits: made by {@link Gates#enter}, grown by {@link Gates#reserve}, settled exactly
 * once on every path that ends an exchange. Thread-safe: settling twice, from whatever thread, is settling once.
 */
public final class Permit {

    /** Gives back what was reserved, and counts what was used instead. */
    public void settle(Spent spent, long epochMillis) {
        throw new UnsupportedOperationException();
    }

    /** The tightest room of requests and of tokens, for limit headers; empty where nothing limits. */
    public List<Room> rooms(long epochMillis) {
        throw new UnsupportedOperationException();
    }
}
