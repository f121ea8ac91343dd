package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.exchange.ProviderDeadline.Stage;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.ResponseHead;

/**
 * Hears from a call how it goes, and says where its answer goes. That is the exchange's side towards the providers, or,
 * when the client has left, who reads the answer on. On the exchange's event loop.
 */
sealed interface Overseer permits ProviderSide, Drain {

    /** A call waits for something else, from an instant on. */
    void waitFor(UpstreamCall waiting, Stage stage, long from);

    /** A call has what the client gets: its head is written, and nothing can be tried again. */
    AnswerBody won(UpstreamCall winner, ResponseHead head);

    /** A call's answer has been relayed to its end. */
    void completed(UpstreamCall done);

    /** A call has failed, and the client has seen nothing of it. */
    void failed(UpstreamCall failed, Verdict why);

    /** An answer that was begun cannot be completed. */
    void brokeOff(UpstreamCall broken, Code code);
}
