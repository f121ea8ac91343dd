package dev.sluice.core.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is being asked at the moment: of requests that are the same, one goes to a provider and the others wait for its
 * answer. However the first one ends, those that wait are told, once each; none is lost. Thread-safe: an exchange of
 * one event loop may wait for one of another.
 */
public final class Flights {

    private final ConcurrentHashMap<Digest, Flight> flights = new ConcurrentHashMap<>();

    /** A request that is under way, or waits for one that is. */
    public static final class Ticket {

        private final Flights of;
        private final Digest key;
        private final Flight flight;
        private final @Nullable Consumer<@Nullable Entry> landed;

        private Ticket(Flights of, Digest key, Flight flight, @Nullable Consumer<@Nullable Entry> landed) {
            this.of = of;
            this.key = key;
            this.flight = flight;
            this.landed = landed;
        }

        /** Whether it is the one that goes to a provider; it then must {@link #land}. */
        public boolean leads() {
            return landed == null;
        }

        /** The answer of the one that leads is there, or will never be. Idempotent. */
        public void land(@Nullable Entry answer) {
            if (leads()) {
                of.land(key, flight, answer);
            }
        }

        /**
         * It waits no more, and is not told, unless the answer lands in this moment; one that leads has nothing to
         * give. Idempotent.
         */
        public void leave() {
            if (leads()) {
                land(null);
            } else {
                flight.remove(this);
            }
        }
    }

    /** Those that wait for one request; closed when that has ended. */
    private static final class Flight {

        private @Nullable List<Ticket> waiting = new ArrayList<>(2);

        synchronized boolean add(Ticket ticket) {
            if (waiting == null) {
                return false;
            }
            waiting.add(ticket);
            return true;
        }

        synchronized void remove(Ticket ticket) {
            if (waiting != null) {
                waiting.remove(ticket);
            }
        }

        synchronized List<Ticket> close() {
            List<Ticket> all = waiting;
            waiting = null;
            return all == null ? List.of() : all;
        }
    }

    /**
     * Goes first, or waits for who does.
     *
     * @param landed is told the answer, or null where there is none to be had, on whichever thread: where it waits
     */
    public Ticket join(Digest key, Consumer<@Nullable Entry> landed) {
        while (true) {
            Flight made = new Flight();
            Flight before = flights.putIfAbsent(key, made);
            if (before == null) {
                return new Ticket(this, key, made, null);
            }
            Ticket ticket = new Ticket(this, key, before, landed);
            if (before.add(ticket)) {
                return ticket;
            }
            // It has landed this moment: the next one to come leads anew.
            flights.remove(key, before);
        }
    }

    /** How many requests are waited for, or could be. */
    int size() {
        return flights.size();
    }

    private void land(Digest key, Flight flight, @Nullable Entry answer) {
        flights.remove(key, flight);
        for (Ticket ticket : flight.close()) {
            if (ticket.landed != null) {
                ticket.landed.accept(answer);
            }
        }
    }
}
