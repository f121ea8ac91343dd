package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.AnswerParser;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** Reads whole answers. Stateless, thread-safe. */
final class ChatAnswerParser implements AnswerParser {

    @Override
    public void read(JsonParser answer, AnswerEvents to) throws IOException {
        Chunk chunk = Chunk.read(answer);
        if (!chunk.hasChoice()) {
            throw new IOException("no choices");
        }
        to.started(chunk.id(), chunk.model());
        chunk.said().tellWords(to);
        for (CallPiece call : chunk.said().calls()) {
            call(call, to);
        }
        Usage usage = chunk.usage();
        if (usage != null) {
            to.usage(usage);
        }
        to.finished(
                FinishReasons.read(chunk.finishReason(), chunk.said().calls().size()), null);
        to.ended();
    }

    private static void call(CallPiece call, AnswerEvents to) throws IOException {
        if (call.name().isEmpty()) {
            throw new IOException("a tool call without a name");
        }
        to.toolCall(call.id(), call.name(), call.signature());
        if (!call.arguments().isEmpty()) {
            to.arguments(call.arguments());
        }
    }
}
