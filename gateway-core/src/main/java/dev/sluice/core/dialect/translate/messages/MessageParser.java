package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.AnthropicUsage;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one whole answer. Its content is told as it is read; only where it stands before what an answer is told to
 * start with is it held. Blocks of tools that Anthropic runs itself, which no one can have asked for, are passed over.
 * Single-threaded.
 */
final class MessageParser {

    private static final int LONGEST = 1000;

    private final AnswerEvents to;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String content;
    private boolean started;
    private boolean told;
    private String stopReason = "";
    private @Nullable String stopSequence;
    private Usage usage = Usage.NONE;

    MessageParser(AnswerEvents to) {
        this.to = to;
    }

    void read(JsonParser answer) throws IOException {
        if (answer.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("an answer is an object");
        }
        Json.object(answer, this::member);
        if (answer.currentToken() != JsonToken.END_OBJECT || !told && content == null) {
            throw new IOException("an answer has content, and an end");
        }
        start();
        if (!told && content != null) {
            try (JsonParser held = Json.FACTORY.createParser(content)) {
                held.nextToken();
                blocks(held);
            }
        }
        if (usage.reported()) {
            to.usage(usage);
        }
        if (!stopReason.isEmpty()) {
            to.finished(StopReasons.finish(stopReason), stopSequence);
        }
        to.ended();
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(in, LONGEST);
            case "model" -> model = Json.text(in, LONGEST);
            case "content" -> content(in);
            case "stop_reason" -> stopReason = Json.text(in, LONGEST);
            case "stop_sequence" -> stopSequence = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : null;
            case "usage" -> usage = AnthropicUsage.read(in);
            default -> in.skipChildren();
        }
    }

    private void content(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY || told) {
            throw new IOException("content is one array of blocks");
        }
        if (id == null || model == null) {
            content = Extras.text(in);
        } else {
            start();
            blocks(in);
        }
    }

    private void start() {
        if (!started) {
            started = true;
            to.started(id == null ? "" : id, model == null ? "" : model);
        }
    }

    private void blocks(JsonParser in) throws IOException {
        told = true;
        Json.array(in, each -> block(Block.read(each)));
    }

    private void block(Block block) {
        switch (block.type()) {
            case "text" -> ifAny(block.text("text"), to::text);
            case "thinking" -> {
                ifAny(block.text("thinking"), to::thinking);
                ifAny(block.text("signature"), to::signature);
            }
            case "redacted_thinking" -> to.hiddenThinking(block.textOr("data", ""));
            case "tool_use" -> {
                to.toolCall(block.textOr("id", ""), block.textOr("name", ""), null);
                to.arguments(block.input());
            }
            default -> {}
        }
    }

    private static void ifAny(@Nullable String text, Consumer<String> tell) {
        if (text != null && !text.isEmpty()) {
            tell.accept(text);
        }
    }
}
