package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.AnswerParser;
import java.io.IOException;

/** Reads whole responses. Stateless, thread-safe. */
final class ResponsesAnswerParser implements AnswerParser {

    @Override
    public void read(JsonParser answer, AnswerEvents to) throws IOException {
        if (answer.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("a response must be an object");
        }
        ResponseObject response = new ResponseObject(new Told(to));
        response.read(answer);
        if (!response.isResponse()) {
            throw new IOException("no response object");
        }
        response.end();
    }
}
