package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.AnswerParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Format;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.request.Endpoint;
import java.io.OutputStream;

/** Anthropic's messages: {@code POST /v1/messages}, whole and streamed. Stateless and thread-safe. */
public final class Messages implements Format {

    private static final String PATH = "/v1/messages";

    @Override
    public String title() {
        return "Anthropic messages";
    }

    @Override
    public Endpoint endpoint(Delivery delivery) {
        return Endpoint.MESSAGES;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return PATH;
    }

    @Override
    public RequestReader requestReader() {
        return new MessagesReader(MessagesReader.Purpose.MESSAGE);
    }

    /** Reads requests to count the tokens of a request, which say all but how long an answer may be. */
    public RequestReader countingReader() {
        return new MessagesReader(MessagesReader.Purpose.COUNT);
    }

    @Override
    public RequestWriter requestWriter() {
        return (out, draft, turns) -> new MessagesWriter(out, draft).write(turns);
    }

    @Override
    public AnswerParser answerParser() {
        return (answer, to) -> new MessageParser(to).read(answer);
    }

    @Override
    public StreamParser streamParser(AnswerEvents to) {
        return new MessageEventParser(to);
    }

    @Override
    public AnswerEvents answerWriter(Asked asked, OutputStream out) {
        return new MessageWriter(asked, out);
    }

    @Override
    public AnswerEvents streamWriter(Asked asked, OutputStream out) {
        return new MessageEventWriter(asked, out);
    }

    @Override
    public Truncation truncation(Asked asked) {
        return new MessageTruncation();
    }
}
