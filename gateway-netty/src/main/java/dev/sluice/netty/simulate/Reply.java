package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What is answered, and how: a status, a body in pieces, the script it is played by (its fault is due, or none), and
 * the outcome when it is delivered to its end. Immutable.
 */
record Reply(HttpResponseStatus status, Pieces pieces, Script script, Spent spent, Outcome outcome) {

    /**
     * What an answer costs, and the hash of what it was made from.
     *
     * @param content the hash of the request's content; the answer's ids and jitter come from it
     */
    record Spent(long content, long promptTokens, long completionTokens) {

        static final Spent NOTHING = new Spent(0, 0, 0);
    }

    static Reply refusal(ApiError error) {
        return new Reply(
                HttpResponseStatus.valueOf(error.status()),
                Whole.of(error.json()),
                Script.DEFAULT,
                Spent.NOTHING,
                Outcome.REFUSED);
    }

    static Reply observation(String json) {
        return new Reply(HttpResponseStatus.OK, Whole.of(json), Script.DEFAULT, Spent.NOTHING, Outcome.OBSERVED);
    }

    boolean streamed() {
        return pieces instanceof EventStream;
    }

    /** From the request to the head: the first token of a stream, all tokens of a unary answer. */
    long headWaitNanos() {
        if (pieces instanceof UnaryText text) {
            return script.pace().totalNanos(text.tokens(), spent.content());
        }
        return script.pace().firstTokenNanos();
    }

    /** From the piece before to this one. */
    long waitNanos(int piece) {
        int token = pieces instanceof EventStream events ? events.pacedBy(piece) : 0;
        return token == 0 ? 0 : script.pace().intervalBefore(token, spent.content());
    }

    /** The piece before which, or inside which, the fault comes; -1: not inside the body, or this is it. */
    int faultyPiece() {
        Fault fault = script.fault();
        return fault.insideBody() && outcome != Outcome.FAULTED ? Math.min(fault.after(), pieces.count() - 1) : -1;
    }

    /** Whether the body's length stands in the head. */
    boolean hasLength() {
        return pieces.length() >= 0 && script.fault().kind() != Fault.Kind.GARBAGE_CHUNK;
    }
}
