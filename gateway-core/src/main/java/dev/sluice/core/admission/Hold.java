package dev.sluice.core.admission;

import java.util.List;

/**
 * What shared counters hold for an exchange, or for a lease, until it is given back or the ledger has the exchange.
 *
 * @param requests 1, of an exchange; 0 of what it was extended by
 */
public record Hold(long requests, long tokens, long picoDollars, List<Part> parts) {

    public Hold {
        parts = List.copyOf(parts);
    }

    /** What is held for an exchange that may use so much. */
    static Hold of(Demand demand, List<Part> parts) {
        return new Hold(1, demand.tokens(), demand.picoDollars(), parts);
    }

    /**
     * What is held of one subject.
     *
     * @param tag as {@link Ruling.Part#tag}
     * @param atEpochMillis when it was taken, by the counters' clock
     * @param exchanges 1: an exchange under way is counted; 0: it was taken from a lease, or one was extended
     */
    public record Part(Subject.Id who, String tag, long atEpochMillis, int exchanges) {}
}
