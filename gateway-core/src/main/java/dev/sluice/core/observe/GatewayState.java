package dev.sluice.core.observe;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.LoopListener.Side;
import org.jspecify.annotations.Nullable;

/** Levels of a running gateway, pulled at a scrape from any thread; each reading is cheap and never blocks. */
public interface GatewayState {

    /** What a connection is doing. */
    enum ConnectionState {
        ACTIVE,
        IDLE,
        /** Requests that wait for a connection. */
        PENDING
    }

    /** Receives one level a call. */
    @FunctionalInterface
    interface ConnectionVisitor {
        /** @param provider number in {@link Identities#providers}; {@link Labels#UNKNOWN} on the client's side */
        void visit(Side side, int provider, ConnectionState state, long count);
    }

    /** How many event loops there are. */
    int eventLoops();

    /** Tasks that wait on an event loop. */
    long pendingTasks(int loop);

    /** Calls the visitor for every side, provider and state there is, zeros included. */
    void connections(ConnectionVisitor visitor);

    /** Bytes written by the gateway that one side's sockets have not taken yet. */
    long outboundBytes(Side side);

    /** Direct memory in use by buffers, in bytes. */
    long directMemoryUsed();

    /** Direct memory there may be, in bytes. */
    long directMemoryMax();

    /** Bytes of request bodies that are held. */
    long bodyMemoryUsed();

    /** Bytes of request bodies that may be held. */
    long bodyMemoryMax();

    /** Access lines that were dropped because the log could not keep up. */
    long accessLinesDropped();

    /** Estimates of tokens that were made by length alone, because there was no time to count. */
    long roughEstimates();

    /** Whether new requests are accepted. */
    boolean ready();

    /** What is in the way of a part of them, as a code; null while nothing is. */
    @Nullable
    String trouble();
}
