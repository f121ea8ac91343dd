package dev.sluice.netty.relay;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Carries the body of one answer from a provider to the client. Nothing is written before the commit, which the relay
 * asks for when it holds what must not wait; until then everything is held, bounded, and can still be dropped. Lives on
 * the exchange's event loop.
 */
public sealed interface Relay permits UnaryRelay, StreamRelay, RewrittenRelay, TranslatedRelay, TranslatedAnswer {

    /** Bytes that are held at the most before the commit. */
    int MAX_HELD = 64 * 1024;

    /** How a word of the gateway's own can follow what the client has seen. */
    enum Seam {
        /** It cannot. */
        NONE,
        /** As an event. */
        EVENT,
        /** As the only element of an array that has not begun. */
        ONLY_ELEMENT,
        /** As the last element of an array. */
        LAST_ELEMENT
    }

    /** The client's side, as a relay sees it. */
    interface Downstream {

        /** Writes the head of the answer, not flushed. Called once, before any body byte. */
        AnswerBody commit();
    }

    /** Whether the client is told why the answer ended, once it has: else it may not be the whole of it. */
    default boolean saysWhy() {
        return true;
    }

    /** Takes one read of the answer; {@code data} is valid for the call. */
    void body(ByteBuf read, Ranges data);

    /** Why what has come cannot be an answer, so that no more of it is wanted; null: it may be one. */
    default @Nullable Code flaw() {
        return null;
    }

    /** All of the provider's answer has come: why it is none; null where it is one. Called once, before the end. */
    default @Nullable Code finish() {
        return null;
    }

    /** Whether what {@link #finish} began goes on elsewhere; when that is done {@link #takeIn} follows, once. */
    default boolean isMadeElsewhere() {
        return false;
    }

    /** Takes in what was made elsewhere; why that is no answer, null where it is one. */
    default @Nullable Code takeIn() {
        return null;
    }

    /** The provider's answer is complete: commits if need be and writes the end. */
    void end();

    /**
     * Commits now, and writes what is held; what still comes is passed on. For an answer that is held to be judged, and
     * is to be relayed.
     */
    void commitNow();

    /** Whether so much is held that whoever waits to judge the answer must judge it now. */
    boolean isFull();

    /** A copy of what is held, for a judgement. */
    byte[] heldBytes();

    /** Whether the client has seen anything of this answer. */
    boolean committed();

    /** Whether what the client has seen ends where a word of the gateway's own may follow. */
    default boolean atBoundary() {
        return false;
    }

    /** How a word of the gateway's own can follow what the client has seen. */
    default Seam seam() {
        return atBoundary() ? Seam.EVENT : Seam.NONE;
    }

    /** Whether what has arrived ends in the middle of a line, which no provider ends with. */
    default boolean midLine() {
        return false;
    }

    /** Whether the dialect's own end has been seen, so that nothing is missing if the connection ends now. */
    default boolean complete() {
        return false;
    }

    /** Releases whatever is held; the relay takes nothing more. Idempotent. */
    void release();

    /** What the answer has reported so far. */
    Usage usage();
}
