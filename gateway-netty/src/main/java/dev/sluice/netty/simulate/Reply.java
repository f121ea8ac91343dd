package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What is answered, and how: a status, a body in pieces, the script it is played by (its fault is due, or none),
 * headers beyond the usual ones, and the outcome when it is delivered to its end. Immutable.
 */
record Reply(
        HttpResponseStatus status,
        Pieces pieces,
        Script script,
        List<Received.Header> headers,
        Spent spent,
        Outcome outcome,
        Voice voice) {

    /**
     * What an answer costs, and the hash of what it was made from.
     *
     * @param content the hash of the request's content; the answer's ids and jitter come from it
     */
    record Spent(long content, long promptTokens, long completionTokens) {

        static final Spent NOTHING = new Spent(0, 0, 0);
    }

    Reply {
        headers = List.copyOf(headers);
    }

    /** What was asked for. */
    static Reply answer(Pieces pieces, Script script, Spent spent) {
        return new Reply(HttpResponseStatus.OK, pieces, script, List.of(), spent, Outcome.ANSWERED, Voice.OPENAI);
    }

    /** A scripted failure. */
    static Reply failure(int status, Pieces pieces, Script script) {
        return new Reply(
                HttpResponseStatus.valueOf(status),
                pieces,
                script,
                List.of(),
                Spent.NOTHING,
                Outcome.FAULTED,
                Voice.OPENAI);
    }

    /** An error in this voice's own words. */
    static Reply refusal(Voice voice, ApiError error) {
        return refusal(voice, error, -1);
    }

    /** The same, with when to come again, where that stands in the body; a negative time is not told. */
    static Reply refusal(Voice voice, ApiError error, long retryNanos) {
        return plain(error.status(), voice.json(error, retryNanos), Outcome.REFUSED)
                .in(voice);
    }

    static Reply observation(int status, String json) {
        return plain(status, json, Outcome.OBSERVED);
    }

    private static Reply plain(int status, String json, Outcome outcome) {
        return new Reply(
                HttpResponseStatus.valueOf(status),
                Whole.of(json),
                Script.DEFAULT,
                List.of(),
                Spent.NOTHING,
                outcome,
                Voice.OPENAI);
    }

    /** The same with these headers before its own. */
    Reply with(List<Received.Header> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Received.Header> all = new ArrayList<>(more);
        all.addAll(headers);
        return new Reply(status, pieces, script, all, spent, outcome, voice);
    }

    /** The same in this voice. */
    Reply in(Voice other) {
        return new Reply(status, pieces, script, headers, spent, outcome, other);
    }

    boolean streamed() {
        return pieces instanceof EventStream;
    }

    /** From the request to the head. */
    long headWaitNanos() {
        long own = script.pace().headNanos();
        return own == Pace.WITH_FIRST_TOKEN ? outputNanos() : own;
    }

    /** From the piece before, or from the head, to this piece. */
    long waitNanos(int piece) {
        int token = pieces instanceof EventStream events ? piece - events.lead() : piece;
        if (token == 0) {
            return Math.max(0, outputNanos() - headWaitNanos());
        }
        return pieces instanceof EventStream events && events.isToken(token)
                ? script.pace().intervalBefore(token, spent.content())
                : 0;
    }

    /** From the request to the output: the first token of a stream, all tokens of a unary answer. */
    private long outputNanos() {
        return pieces instanceof UnaryText text
                ? script.pace().totalNanos(text.tokens(), spent.content())
                : script.pace().firstTokenNanos();
    }

    /** The piece before which, or inside which, the fault comes; -1: not inside the body, or this is it. */
    int faultyPiece() {
        if (!script.fault().insideBody() || outcome == Outcome.FAULTED) {
            return -1;
        }
        return script.fault().piece(pieces instanceof EventStream events ? events.quiet() : 0, pieces.count());
    }

    /** Whether the body's length stands in the head. */
    boolean hasLength() {
        return pieces.length() >= 0 && script.fault().kind() != Fault.Kind.GARBAGE_CHUNK;
    }
}
