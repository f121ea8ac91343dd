package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.AnswerParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Format;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.request.Endpoint;
import java.io.OutputStream;

/**
 * OpenAI's responses without their state: a conversation is sent whole with each request, and nothing is stored.
 * Stateless and thread-safe.
 */
public final class Responses implements Format {

    private final RequestReader requestReader = new ResponsesRequestReader();
    private final RequestWriter requestWriter = new ResponsesRequestWriter();
    private final AnswerParser answerParser = new ResponsesAnswerParser();

    @Override
    public String title() {
        return "OpenAI responses";
    }

    @Override
    public Endpoint endpoint(Delivery delivery) {
        return Endpoint.RESPONSES;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return Endpoint.RESPONSES.template();
    }

    @Override
    public RequestReader requestReader() {
        return requestReader;
    }

    @Override
    public RequestWriter requestWriter() {
        return requestWriter;
    }

    @Override
    public AnswerParser answerParser() {
        return answerParser;
    }

    @Override
    public StreamParser streamParser(AnswerEvents to) {
        return new ResponsesStreamParser(to);
    }

    @Override
    public AnswerEvents answerWriter(Asked asked, OutputStream out) {
        return new ResponsesWriter(asked, new WholeProgress(out));
    }

    @Override
    public AnswerEvents streamWriter(Asked asked, OutputStream out) {
        return new ResponsesWriter(asked, new StreamProgress(new SseWriter(out)));
    }

    @Override
    public Truncation truncation(Asked asked) {
        return new ResponseTruncation();
    }
}
