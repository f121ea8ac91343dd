package dev.sluice.core.chat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads whole answers of one format. Stateless, thread-safe. */
@FunctionalInterface
public interface AnswerParser {

    /**
     * Tells an answer from its start to its end.
     *
     * @param answer before its first token
     * @throws IOException where it is no answer of this format
     */
    void read(JsonParser answer, AnswerEvents to) throws IOException;
}
