package dev.sluice.netty.exchange;

import static java.util.Objects.requireNonNull;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.ResponseHead;
import org.jspecify.annotations.Nullable;

/** What has been found out of one attempt's answer: its head, and what is wrong with it. Lives on its event loop. */
final class Findings {

    private final Try made;
    private final Request request;
    private @Nullable ResponseHead answer;
    private @Nullable Verdict refusal;
    private @Nullable Code failure;

    Findings(Try made, Request request) {
        this.made = made;
        this.request = request;
    }

    void head(ResponseHead head) {
        answer = head;
    }

    /** The answer's head; null while there is none. */
    @Nullable
    ResponseHead answer() {
        return answer;
    }

    /** The head of an answer that says itself that it is an error; null where it does not. */
    @Nullable
    ResponseHead refusingHead() {
        return statusIs(400, 1000) || failure == Code.UPSTREAM_STREAM_ERROR ? answer : null;
    }

    /** The head stays readable, though its connection serves another request. */
    void keepHead() {
        if (answer != null) {
            answer = answer.copy();
        }
    }

    boolean statusIs(int from, int below) {
        return answer != null && answer.status() >= from && answer.status() < below;
    }

    /** What the provider refused with; null when it did not, or nobody has looked yet. */
    @Nullable
    Verdict refusal() {
        return refusal;
    }

    /** What a failure came to that the client was shown. */
    Verdict verdict(Code shown) {
        return refusal == null ? Verdict.of(shown) : refusal;
    }

    void refused(Verdict found) {
        refusal = found;
    }

    /** An error event has come; what the first one says counts. */
    void reported(byte[] bytes, int from, int to) {
        failure = Code.UPSTREAM_STREAM_ERROR;
        refusal = refusal == null ? Verdict.ofEvent(made, bytes, from, to) : refusal;
    }

    /** The first error event in the client's words; where it must not be shown, in the gateway's own. */
    byte[] errorEvent(Relay.Seam seam) {
        Verdict found = requireNonNull(refusal, "no error was reported");
        Dialect spoken = request.dialect();
        byte[] error = found.mayBeRelayed()
                ? spoken.errorBody(found.error(), found.statusOfEvent(), request.id())
                : spoken.errorBody(
                        ErrorRenderer.upstream(
                                found.code(), made.target().provider().name()),
                        request.id());
        return LastWord.framed(request, error, seam);
    }

    /** Judges the answer by what is held of it. */
    Verdict judge(@Nullable Relay holding) {
        return refusal != null
                ? refusal
                : Verdict.of(
                        made,
                        requireNonNull(answer, "no answer to judge"),
                        requireNonNull(holding, "nothing is held").heldBytes(),
                        request.endpoint());
    }

    /** Why the answer is a failure though it was relayed; null when it is none. */
    @Nullable
    Code failure() {
        return failure;
    }

    void failed(Code code) {
        failure = code;
    }

    /** An answer has ended: why it is none; null where it is one, be it an error. */
    @Nullable
    Code ended(@Nullable Relay relay) {
        if (isCutInLine(relay)) {
            // Nothing but the connection's end says that this is all, and no event ends like this.
            return Code.UPSTREAM_CUT;
        }
        Code flaw = relay == null ? null : relay.finish();
        if (flaw == null && failure == null && statusIs(400, 1000)) {
            Verdict found = judge(relay);
            refusal = found;
            failure = found.code();
        }
        return flaw;
    }

    /** Whether nothing but the connection's end says that this is all, in the middle of a line. */
    private boolean isCutInLine(@Nullable Relay relay) {
        return answer != null
                && answer.framing() == Framing.CLOSE
                && relay != null
                && relay.midLine()
                && !relay.complete();
    }
}
