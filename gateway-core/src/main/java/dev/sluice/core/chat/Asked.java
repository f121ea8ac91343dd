package dev.sluice.core.chat;

/**
 * What an answer must know of its request.
 *
 * @param id the exchange's id, 32 hexadecimal digits, from which ids are made where a provider gives none
 * @param epochSeconds when it was asked
 * @param model the client's name of the model, for an answer that does not say its own
 * @param includesUsage whether a client of chat completions asked for the usage of its stream
 * @param framing how the client wants its stream
 */
public record Asked(String id, long epochSeconds, String model, boolean includesUsage, Framing framing) {

    /** How the pieces of a stream are told apart. */
    public enum Framing {
        /** Server-sent events. */
        EVENTS,
        /** A JSON array that grows: Gemini's streams without {@code alt=sse}. */
        ARRAY
    }
}
