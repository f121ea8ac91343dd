package dev.sluice.core.dialect.translate.generate;

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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Gemini's generateContent, and streamGenerateContent for streams. */
public final class GenerateContent implements Format {

    @Override
    public String title() {
        return "Gemini generateContent";
    }

    @Override
    public Endpoint endpoint(Delivery delivery) {
        return delivery == Delivery.WHOLE ? Endpoint.GENERATE_CONTENT : Endpoint.STREAM_GENERATE_CONTENT;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return target(model, delivery == Delivery.WHOLE ? "generateContent" : "streamGenerateContent?alt=sse");
    }

    /** The path of an action on a model at a provider; a path knows no plus for a space. */
    public static String target(String model, String action) {
        String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return "/v1beta/models/" + segment + ":" + action;
    }

    @Override
    public RequestReader requestReader() {
        return new GenerateReader();
    }

    @Override
    public RequestWriter requestWriter() {
        return new GenerateWriter();
    }

    /** Reads requests to count the tokens of a request, which stands in them, or is spread out in them. */
    public RequestReader countingReader() {
        return new CountingReader();
    }

    /** Writes requests to count the tokens of a request. */
    public RequestWriter countingWriter() {
        return new CountingWriter();
    }

    @Override
    public AnswerParser answerParser() {
        return AnswerTelling::tell;
    }

    @Override
    public StreamParser streamParser(AnswerEvents to) {
        return new AnswerTelling(to);
    }

    @Override
    public AnswerEvents answerWriter(Asked asked, OutputStream out) {
        return new AnswerWriting(asked, new WholeOutput(out));
    }

    @Override
    public AnswerEvents streamWriter(Asked asked, OutputStream out) {
        return new AnswerWriting(asked, new PiecesOutput(new Pieces(asked.framing(), out)));
    }

    @Override
    public Truncation truncation(Asked asked) {
        return new PieceTruncation(asked);
    }
}
