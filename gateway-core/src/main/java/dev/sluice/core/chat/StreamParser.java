package dev.sluice.core.chat;

import java.io.IOException;

/**
 * Reads the events of one stream of one format, and tells at once what each says. Bounded in memory; single-threaded.
 * Errors in the stream are dealt with before, and not seen here.
 */
public interface StreamParser {

    /**
     * Takes the data of one event (the joined values of its {@code data:} lines), bytes {@code from} to {@code to}.
     *
     * @throws IOException where it is no event of this format
     */
    void event(byte[] bytes, int from, int to) throws IOException;

    /** The stream is over; for formats in which no event says so. What is unfinished is finished; idempotent. */
    void end() throws IOException;
}
