package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.Faults;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.ResponseHead;

/**
 * What a failed attempt came to.
 *
 * @param code how it is counted, and told where it is not relayed
 * @param mayBeRelayed whether the client may see the answer
 * @param error what the provider says
 */
record Verdict(Fault fault, Code code, RetryHints hints, boolean mayBeRelayed, UpstreamError error) {

    /** Of an attempt without an answer. */
    static Verdict of(Code code) {
        return new Verdict(Faults.of(code), code, RetryHints.NONE, true, UpstreamError.UNREADABLE);
    }

    /** Of an answer with a status from 400 on, of which this much is held. */
    static Verdict of(Try made, ResponseHead head, byte[] held, Endpoint endpoint) {
        UpstreamError error = dialect(made).readError(held, 0, held.length);
        Fault found = Faults.of(head.status(), error);
        Fault fault = endpoint.isModel() ? found : elsewhere(found, head.status());
        RetryHints hints = RetryHints.of(
                        name -> head.headers().value(HeadWriter.name(name)), System.currentTimeMillis())
                .and(error);
        boolean fit = mayBeRelayed(found) && !Quotes.contain(made.key(), held, 0, held.length);
        return new Verdict(fault, code(found, head.status()), hints, fit, error);
    }

    /** Of an error event. */
    static Verdict ofEvent(Try made, byte[] bytes, int from, int to) {
        UpstreamError error = dialect(made).readError(bytes, from, to);
        Fault fault = Faults.ofEvent(error);
        boolean fit = mayBeRelayed(fault) && !Quotes.contain(made.key(), bytes, from, to);
        return new Verdict(fault, Code.UPSTREAM_STREAM_ERROR, RetryHints.NONE.and(error), fit, error);
    }

    /** The same, though its answer did not end well. */
    Verdict because(Code code) {
        return new Verdict(fault, code, hints, mayBeRelayed, error);
    }

    /** The status that stands for what a provider has reported inside a stream. */
    int statusOfEvent() {
        return switch (fault) {
            case CLIENT, CONTEXT_LENGTH -> 400;
            case KEY_FORBIDDEN -> 403;
            case RATE_LIMIT -> 429;
            case SERVER -> error.type().contains("overloaded") ? 529 : error.serverStatusOr(500);
            default -> code.status();
        };
    }

    /** Whether the provider has certainly done nothing of what was asked. */
    boolean nothingDone() {
        return switch (code) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, DNS_FAILED, TLS_FAILED -> true;
            default ->
                switch (fault) {
                    case KEY_REJECTED, KEY_FORBIDDEN, QUOTA, RATE_LIMIT -> true;
                    default -> false;
                };
        };
    }

    /** Where the provider refused the key it may quote it, and the client would take it for its own. */
    private static boolean mayBeRelayed(Fault fault) {
        return fault != Fault.KEY_REJECTED && fault != Fault.QUOTA;
    }

    /**
     * What is passed through to other paths than those of models may be refused for the path alone: that counts against
     * a key, and does not take it away at once; and a conflict is the client's own.
     */
    private static Fault elsewhere(Fault fault, int status) {
        if (status == 408 || status == 409) {
            return Fault.CLIENT;
        }
        return fault == Fault.KEY_REJECTED || fault == Fault.QUOTA ? Fault.KEY_FORBIDDEN : fault;
    }

    private static Dialect dialect(Try made) {
        return made.target().provider().dialect();
    }

    private static Code code(Fault fault, int status) {
        return switch (fault) {
            case KEY_REJECTED -> Code.UPSTREAM_KEY_REJECTED;
            case QUOTA -> Code.UPSTREAM_QUOTA_EXHAUSTED;
            case CONTEXT_LENGTH -> Code.UPSTREAM_CONTEXT_LENGTH;
            case RATE_LIMIT -> Code.UPSTREAM_RATE_LIMITED;
            default -> status < 500 ? Code.UPSTREAM_REFUSED : Code.UPSTREAM_ERROR;
        };
    }
}
