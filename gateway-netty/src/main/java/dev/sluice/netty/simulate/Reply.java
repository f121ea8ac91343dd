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
     * What a whole answer costs, and what it was made for.
     *
     * @param content the hash of the request's content; the answer's ids and jitter come from it
     * @param model the model asked for; empty: none was
     * @param reported whether the answer tells what it costs
     */
    record Spent(long content, String model, boolean reported, Billed whole) {

        static final Spent NOTHING = new Spent(0, "", false, Billed.NOTHING);
    }

    Reply {
        headers = List.copyOf(headers);
    }

    /** What was asked for. */
    static Reply answer(Pieces pieces, Script script, Spent spent) {
        return new Reply(HttpResponseStatus.OK, pieces, script, List.of(), spent, Outcome.ANSWERED, Voice.OPENAI);
    }

    /** A scripted failure. */
    static Reply failure(int status, Pieces pieces, Script script, Spent spent) {
        return new Reply(
                HttpResponseStatus.valueOf(status),
                pieces,
                script,
                List.of(),
                new Spent(spent.content(), spent.model(), false, Billed.NOTHING),
                Outcome.FAULTED,
                Voice.OPENAI);
    }

    /** An error in this voice's own words. */
    static Reply refusal(Voice voice, ApiError error) {
        return refusal(voice, error, -1);
    }

    /** The same, with when to come again, where that stands in the body; a negative time is not told. */
    static Reply refusal(Voice voice, ApiError error, long retryNanos) {
        return plain(error.status(), Whole.of(voice.json(error, retryNanos)), Outcome.REFUSED)
                .in(voice);
    }

    static Reply observation(int status, String json) {
        return plain(status, Whole.of(json), Outcome.OBSERVED);
    }

    /** One JSON object a line. */
    static Reply lines(String lines) {
        return plain(200, Whole.lines(lines), Outcome.OBSERVED);
    }

    private static Reply plain(int status, Whole body, Outcome outcome) {
        return new Reply(
                HttpResponseStatus.valueOf(status),
                body,
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
        int token = pieces instanceof EventStream events ? events.token(piece) : piece;
        if (token == 0) {
            return Math.max(0, outputNanos() - headWaitNanos());
        }
        return token > 0 && streamed() ? script.pace().intervalBefore(token, spent.content()) : 0;
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

    /**
     * What is charged where so many pieces have left, or not even the head. Who goes early pays for the prompt, and for
     * what was written by then; an answer that is not streamed is written before any of it leaves. A fault in place of
     * all output is free, unless the prompt's tokens were told before.
     */
    Billed billed(Outcome end, int sent, Tokenizer.Counting counting) {
        if (end == Outcome.ANSWERED || outcome != Outcome.ANSWERED) {
            return spent.whole();
        }
        EventStream.Generated generated =
                pieces instanceof EventStream events ? events.generated(sent, counting) : EventStream.Generated.NOTHING;
        boolean written = streamed() ? !generated.equals(EventStream.Generated.NOTHING) : sent > 0;
        boolean told = streamed() && voice != Voice.OPENAI && script.payload().usage() && sent > 0;
        if (end == Outcome.FAULTED && !written && !told) {
            return Billed.NOTHING;
        }
        return written && !streamed() ? spent.whole() : spent.whole().writing(generated.said(), generated.thought());
    }

    /** Whether the body's length stands in the head. */
    boolean hasLength() {
        return pieces.length() >= 0 && script.fault().kind() != Fault.Kind.GARBAGE_CHUNK;
    }
}
