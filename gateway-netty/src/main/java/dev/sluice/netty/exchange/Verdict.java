package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.Faults;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.ResponseHead;

/**
 * What a failed attempt came to.
 *
 * @param code how it is counted, and told where it is not relayed
 */
record Verdict(Fault fault, Code code, RetryHints hints) {

    /** Of an attempt without an answer. */
    static Verdict of(Code code) {
        return new Verdict(Faults.of(code), code, RetryHints.NONE);
    }

    /** Of an answer with a status from 400 on. */
    static Verdict of(ResponseHead head, UpstreamError error) {
        Fault fault = Faults.of(head.status(), error);
        RetryHints hints =
                RetryHints.of(name -> head.headers().value(HeadWriter.name(name)), System.currentTimeMillis());
        return new Verdict(fault, code(fault, head.status()), hints);
    }

    /** Of an error event before any output. */
    static Verdict ofEvent(UpstreamError error) {
        return new Verdict(Faults.ofEvent(error), Code.UPSTREAM_STREAM_ERROR, RetryHints.NONE);
    }

    /** The same, though its answer did not end well. */
    Verdict because(Code code) {
        return new Verdict(fault, code, hints);
    }

    /**
     * Whether the provider's own words may reach the client. Where it refused the key they may quote it, and they would
     * tell the client that its own key is wrong.
     */
    boolean mayBeRelayed() {
        return fault != Fault.KEY_REJECTED && fault != Fault.QUOTA;
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
