package dev.sluice.core.dialect.translate.completions;

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

/** OpenAI's chat completions, as OpenAI and the many who speak like it write them. Stateless, thread-safe. */
public final class ChatCompletions implements Format {

    @Override
    public String title() {
        return "OpenAI chat completions";
    }

    @Override
    public Endpoint endpoint(Delivery delivery) {
        return Endpoint.CHAT_COMPLETIONS;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return Endpoint.CHAT_COMPLETIONS.template();
    }

    @Override
    public RequestReader requestReader() {
        return new ChatRequestReader();
    }

    @Override
    public RequestWriter requestWriter() {
        return new ChatRequestWriter();
    }

    @Override
    public AnswerParser answerParser() {
        return new ChatAnswerParser();
    }

    @Override
    public StreamParser streamParser(AnswerEvents to) {
        return new ChatStreamParser(to);
    }

    @Override
    public AnswerEvents answerWriter(Asked asked, OutputStream out) {
        return new ChatAnswerWriter(asked, out);
    }

    @Override
    public AnswerEvents streamWriter(Asked asked, OutputStream out) {
        return new ChatStreamWriter(asked, out);
    }

    @Override
    public Truncation truncation(Asked asked) {
        return ChunkTruncation.ofChat(asked);
    }
}
