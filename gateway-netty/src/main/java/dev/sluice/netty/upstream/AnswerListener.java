package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Hears the answer to one request, on the connection's event loop: a head, then body parts, then one of {@link #ended}
 * and {@link #failed}; nothing after that.
 */
interface AnswerListener {

    /** The final head has arrived; it is valid until the answer ends. */
    void head(ResponseHead head);

    /**
     * More of the body has arrived.
     *
     * @param read the bytes as they were read; ownership moves to the listener
     * @param data where the body's own bytes are in {@code read}; valid for the call
     */
    void body(ByteBuf read, Ranges data);

    /** All that one read of the socket gave has been told: time to flush. */
    void readComplete();

    /** The socket takes more of the request again. */
    void writable();

    /** The answer is complete, and the connection is no longer the listener's. */
    void ended();

    /** The answer ended too early, and the connection is gone. */
    void failed(Failure.Code code);
}
