package dev.sluice.core.chat;

import dev.sluice.core.request.Endpoint;
import java.io.OutputStream;

/**
 * How one API writes conversations down: everything that reads and writes it. Stateless and thread-safe; what it makes
 * belongs to one answer.
 */
public interface Format {

    /** As a client knows it: {@code Anthropic messages}. */
    String title();

    /** Where it is spoken. */
    Endpoint endpoint(Delivery delivery);

    /** The path and query of a request at a provider. */
    String target(String model, Delivery delivery);

    RequestReader requestReader();

    RequestWriter requestWriter();

    AnswerParser answerParser();

    StreamParser streamParser(AnswerEvents to);

    /** Writes a whole answer: one JSON object, complete when it has heard {@link AnswerEvents#ended}. */
    AnswerEvents answerWriter(Asked asked, OutputStream out);

    /**
     * Writes a stream: whenever it hears something that can be said now, it writes whole events into {@code out}, which
     * never fails.
     */
    AnswerEvents streamWriter(Asked asked, OutputStream out);

    /** Ends a stream of its own before its provider does. */
    Truncation truncation(Asked asked);
}
