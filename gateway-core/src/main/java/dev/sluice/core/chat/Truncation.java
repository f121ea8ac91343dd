package dev.sluice.core.chat;

import dev.sluice.core.request.Usage;
import java.io.OutputStream;

/**
 * Follows a stream that goes to its client as it comes, so that it can be ended behind any of its events as its own API
 * ends an answer that may be no longer. Takes note of little, and never fails: what is no event of its API it passes
 * over. One a stream, single-threaded.
 */
public interface Truncation {

    /** The data of an event (the joined values of its {@code data:} lines), bytes {@code from} to {@code to}. */
    void event(byte[] bytes, int from, int to);

    /**
     * Writes the last events, up to the one that says that nothing more comes.
     *
     * @param used all that was used, as far as it is known
     * @param out never fails: memory
     * @return false where nothing was written, as the stream has not begun, or has said already why it ends
     */
    boolean end(Usage used, OutputStream out);
}
