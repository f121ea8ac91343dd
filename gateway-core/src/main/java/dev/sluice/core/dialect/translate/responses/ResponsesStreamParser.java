package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import java.io.IOException;

/**
 * Reads streams of responses. Providers that imitate them leave events out: what no delta has said is told when a part,
 * an item or the whole response is done. Holds nothing between events; single-threaded.
 */
final class ResponsesStreamParser implements StreamParser {

    private final Told told;
    /** The item that is told; the index is absent in some streams. */
    private int item = StreamEvent.ABSENT;

    private int lastBegun = StreamEvent.ABSENT;
    private Kind kind = Kind.OTHER;
    private boolean itemTold;
    private boolean partTold;

    /** What an item is, as far as it matters to its pieces. */
    private enum Kind {
        CALL,
        REASONING,
        OTHER
    }

    ResponsesStreamParser(AnswerEvents to) {
        this.told = new Told(to);
    }

    @Override
    public void event(byte[] bytes, int from, int to) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(bytes, from, to - from)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                take(StreamEvent.read(in, told));
            } else if (in.currentToken() == JsonToken.START_ARRAY && isDone(bytes, from, to)) {
                told.end("", "", null);
            } else {
                throw new IOException("an event must be an object");
            }
        }
    }

    /** An event says when a stream ends; without it, it is broken off. */
    @Override
    public void end() {
        // Nothing is held.
    }

    private void take(StreamEvent event) throws IOException {
        switch (event.type()) {
            case "response.output_text.delta" -> text(event.delta());
            case "response.output_text.done" -> textUntold(event.text());
            case "response.refusal.delta" -> refusal(event.delta());
            case "response.refusal.done" -> refusalUntold(event.text());
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> thinking(event.delta());
            case "response.reasoning_summary_part.added" -> thoughtBegins(event);
            case "response.content_part.added" -> partTold = false;
            case "response.function_call_arguments.delta" -> arguments(event);
            case "response.function_call_arguments.done" -> argumentsUntold(event.arguments());
            case "response.output_item.added" -> begins(event.outputIndex(), event.item());
            case "response.output_item.done" -> done(event.outputIndex(), event.item());
            case "response.completed" -> event.response().end("completed");
            case "response.incomplete" -> event.response().end("incomplete");
            case "response.failed", "error" -> throw new IOException("the response failed");
            default -> {
                // Of what is under way nothing is the answer's: pings, steps of tools that OpenAI runs itself.
            }
        }
    }

    private void text(String delta) {
        if (!delta.isEmpty()) {
            itemTold = true;
            partTold = true;
            told.text(delta);
        }
    }

    private void textUntold(String whole) {
        if (!partTold) {
            text(whole);
        }
    }

    private void refusal(String delta) {
        if (!delta.isEmpty()) {
            itemTold = true;
            partTold = true;
            told.refusal(delta);
        }
    }

    private void refusalUntold(String whole) {
        if (!partTold) {
            refusal(whole);
        }
    }

    private void thinking(String delta) {
        if (!delta.isEmpty()) {
            itemTold = true;
            told.thinking(delta);
        }
    }

    /** Parts of a summary are paragraphs. */
    private void thoughtBegins(StreamEvent event) {
        if (event.summaryIndex() > 0 && itemTold) {
            told.thinking("\n\n");
        }
    }

    private void begins(int index, OutputItem added) {
        item = index;
        lastBegun = Math.max(lastBegun, index);
        itemTold = false;
        partTold = false;
        kind = switch (added.type()) {
            case "function_call" -> Kind.CALL;
            case "reasoning" -> Kind.REASONING;
            default -> Kind.OTHER;
        };
        if (kind == Kind.CALL) {
            told.call(added.callId(), added.name());
        }
    }

    private void arguments(StreamEvent event) throws IOException {
        boolean ofThis = item == event.outputIndex() || event.outputIndex() == StreamEvent.ABSENT;
        if (kind != Kind.CALL || !ofThis) {
            throw new IOException("arguments of a call that is not the one that began last");
        }
        if (!event.delta().isEmpty()) {
            itemTold = true;
            told.arguments(event.delta());
        }
    }

    private void argumentsUntold(String whole) {
        if (kind == Kind.CALL && !itemTold && !whole.isEmpty()) {
            itemTold = true;
            told.arguments(whole);
        }
    }

    private void done(int index, OutputItem whole) {
        boolean isOver = index != item && index != StreamEvent.ABSENT && index <= lastBegun;
        if (isOver) {
            return;
        }
        boolean wasBegun = item == index && kind != Kind.OTHER || itemTold;
        if (!wasBegun) {
            whole.tell(told);
        } else if (kind == Kind.CALL) {
            argumentsUntold(whole.arguments());
        } else if (kind == Kind.REASONING && itemTold) {
            whole.tellSignature(told);
        } else if (kind == Kind.REASONING) {
            whole.tell(told);
        }
        item = StreamEvent.ABSENT;
        kind = Kind.OTHER;
        itemTold = false;
        partTold = false;
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        return to - from >= 6 && bytes[from + 1] == 'D' && bytes[from + 5] == ']';
    }
}
