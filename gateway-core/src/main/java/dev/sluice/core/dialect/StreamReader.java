package dev.sluice.core.dialect;

import dev.sluice.core.request.Usage;

/** Reads the events of one SSE stream as they pass: which hold output, which only usage. Single-threaded. */
public interface StreamReader {

    /** What an event is to the gateway. */
    enum Kind {
        /** Comes before any output and holds none: a role chunk, {@code response.created}, a ping. */
        PREAMBLE,
        /** Holds output: text, thinking, a tool call, audio, a refusal. */
        OUTPUT,
        /** Holds nothing but the usage: the extra chunk that {@code include_usage} asks for. */
        USAGE,
        /** Reports an error in-band. */
        ERROR,
        /** The dialect's terminal event, such as {@code [DONE]}. */
        END,
        /** Anything else after the first output. */
        OTHER
    }

    /** Looks at one event's data (the joined values of its {@code data:} lines): bytes {@code from} to {@code to}. */
    Kind event(byte[] bytes, int from, int to);

    /**
     * Whether what has passed may be a whole answer though no {@link Kind#END} has said so: for protocols without a
     * terminal event, of which the last one that holds output also tells that it is the last.
     */
    default boolean complete() {
        return false;
    }

    /** What has been found so far; {@link Usage#NONE} where nothing was. */
    Usage usage();
}
