package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an answer says: a whole one, or the pieces of a stream as they come. What came is told at once, but for
 * the reason why it ends: no event says that a stream is over, and models have given a reason with each piece. A stream
 * that ends without one was cut. Single-threaded.
 */
final class AnswerTelling implements StreamParser {

    private final AnswerEvents to;
    private boolean started;
    private boolean thinks;
    private boolean called;
    private @Nullable Finish finish;
    private boolean ended;

    AnswerTelling(AnswerEvents to) {
        this.to = to;
    }

    /** Tells a whole answer. */
    static void tell(JsonParser answer, AnswerEvents to) throws IOException {
        answer.nextToken();
        WireAnswer whole = WireAnswer.read(answer);
        AnswerTelling telling = new AnswerTelling(to);
        telling.piece(whole);
        if (!whole.parts().isEmpty()) {
            telling.finishUnlessToldWhy();
        }
        telling.end();
    }

    @Override
    public void event(byte[] bytes, int from, int to) throws IOException {
        if (from == to) {
            return;
        }
        try (JsonParser in = Json.FACTORY.createParser(bytes, from, to - from)) {
            in.nextToken();
            piece(WireAnswer.read(in));
        }
    }

    @Override
    public void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        Finish why = finish;
        if (why == null) {
            throw new IOException("the answer broke off before its finish");
        }
        // That tools are called is a reason of its own for others.
        to.finished(why == Finish.STOP && called ? Finish.TOOL_CALLS : why, null);
        to.ended();
    }

    /** What came whole is whole. */
    private void finishUnlessToldWhy() {
        if (finish == null) {
            finish = Finish.STOP;
        }
    }

    private void piece(WireAnswer answer) {
        start(answer.id(), answer.model());
        for (WirePart part : answer.parts()) {
            part(part);
        }
        Usage usage = answer.usage();
        if (usage.reported()) {
            to.usage(usage);
        }
        if (answer.isBlocked()) {
            finish = Finish.CONTENT_FILTER;
        } else if (!answer.reason().isEmpty()) {
            finish = Reasons.finish(answer.reason());
        }
    }

    private void start(String id, String model) {
        if (!started) {
            started = true;
            to.started(id, model);
        }
    }

    private void part(WirePart part) {
        WirePart.WireCall call = part.call();
        String text = part.text();
        if (call != null) {
            sign(part.signature());
            call(call, part.signature());
        } else if (text != null && part.isThought()) {
            think(text, part.signature());
        } else if (text != null) {
            sign(part.signature());
            say(text);
        }
        // Images, and code that Gemini runs itself, come only where they are asked for in Gemini's own words.
    }

    private void call(WirePart.WireCall call, @Nullable String signature) {
        thinks = false;
        called = true;
        to.toolCall(call.id(), call.name(), signature);
        to.arguments(call.args().isEmpty() ? "{}" : call.args());
    }

    private void think(String text, @Nullable String signature) {
        if (!text.isEmpty()) {
            thinks = true;
            to.thinking(text);
        }
        sign(signature);
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            thinks = false;
            to.text(text);
        }
    }

    /** A signature stands at what follows the thoughts; behind other things, others have no place for one. */
    private void sign(@Nullable String signature) {
        if (signature != null && thinks) {
            thinks = false;
            to.signature(signature);
        }
    }
}
