package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.dialect.AnthropicUsage;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one stream. An event is read once, whatever the order of its members, and told at its end. What
 * tools do that Anthropic runs itself is passed over. Holds one event, and what an open call began with;
 * single-threaded.
 */
final class MessageEventParser implements StreamParser {

    private static final int LONGEST = 1000;

    private final AnswerEvents to;
    private final AnthropicUsage usage = new AnthropicUsage();

    private String type = "";
    private String id = "";
    private String model = "";
    private @Nullable Block block;
    private boolean counted;
    private @Nullable String text;
    private @Nullable String json;
    private @Nullable String thinking;
    private @Nullable String signature;
    private @Nullable String stopReason;
    private @Nullable String stopSequence;

    /** The call of a tool that is open, until the first piece of its arguments has come. */
    private @Nullable Block bare;

    private boolean calling;
    private boolean finished;
    private boolean ended;

    MessageEventParser(AnswerEvents to) {
        this.to = to;
    }

    @Override
    public void event(byte[] bytes, int from, int end) throws IOException {
        forget();
        try (JsonParser in = Json.FACTORY.createParser(bytes, from, end - from)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("an event is an object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                member(name, in);
            }
        }
        tell();
    }

    private void forget() {
        type = "";
        block = null;
        counted = false;
        text = null;
        json = null;
        thinking = null;
        signature = null;
        stopReason = null;
        stopSequence = null;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(in, LONGEST);
            case "message" -> Json.object(in, this::message);
            case "content_block" -> block = Block.read(in);
            case "delta" -> Json.object(in, this::delta);
            case "usage" -> usage(in);
            default -> in.skipChildren();
        }
    }

    private void message(String name, JsonParser in) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(in, LONGEST);
            case "model" -> model = Json.text(in, LONGEST);
            case "usage" -> usage(in);
            default -> in.skipChildren();
        }
    }

    private void delta(String name, JsonParser in) throws IOException {
        String value = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : null;
        switch (name) {
            case "text" -> text = value;
            case "partial_json" -> json = value;
            case "thinking" -> thinking = value;
            case "signature" -> signature = value;
            case "stop_reason" -> stopReason = value;
            case "stop_sequence" -> stopSequence = value;
            default -> {}
        }
        in.skipChildren();
    }

    private void usage(JsonParser in) throws IOException {
        usage.merge(in);
        counted = true;
    }

    private void tell() throws IOException {
        switch (type) {
            case "content_block_delta" -> tellDelta();
            case "content_block_start" -> tellStart();
            case "content_block_stop" -> tellStop();
            case "message_start" -> tellMessage();
            case "message_delta" -> tellFinish();
            case "message_stop" -> stop();
            case "" -> throw new IOException("an event has a type");
            default -> {}
        }
    }

    /** The count of the output with which a message starts is but a placeholder. */
    private void tellMessage() {
        to.started(id, model);
        if (counted) {
            to.usage(usage.normalised()
                    .but()
                    .output(Usage.UNREPORTED)
                    .reasoning(Usage.UNREPORTED)
                    .build());
        }
    }

    private void tellStart() throws IOException {
        Block start = block;
        if (start == null) {
            throw new IOException("a block that starts is an object");
        }
        calling = start.type().equals("tool_use");
        switch (start.type()) {
            case "text" -> tellText(start.text("text"));
            case "thinking" -> {
                tellThinking(start.text("thinking"));
                tellSignature(start.text("signature"));
            }
            case "redacted_thinking" -> to.hiddenThinking(start.textOr("data", ""));
            case "tool_use" -> {
                bare = start;
                to.toolCall(start.textOr("id", ""), start.textOr("name", ""), null);
            }
            default -> {}
        }
    }

    private void tellDelta() {
        tellText(text);
        tellThinking(thinking);
        tellSignature(signature);
        if (calling && json != null && !json.isEmpty()) {
            bare = null;
            to.arguments(json);
        }
    }

    private void tellText(@Nullable String delta) {
        if (delta != null && !delta.isEmpty()) {
            to.text(delta);
        }
    }

    private void tellThinking(@Nullable String delta) {
        if (delta != null && !delta.isEmpty()) {
            to.thinking(delta);
        }
    }

    private void tellSignature(@Nullable String delta) {
        if (delta != null && !delta.isEmpty()) {
            to.signature(delta);
        }
    }

    /** Arguments that did not come in pieces stood in the beginning. */
    private void tellStop() {
        if (bare != null) {
            to.arguments(bare.input());
        }
        bare = null;
        calling = false;
    }

    private void tellFinish() {
        if (counted) {
            to.usage(usage.normalised());
        }
        if (stopReason != null && !finished) {
            finished = true;
            to.finished(StopReasons.finish(stopReason), stopSequence);
        }
    }

    /** A message that said why it stops is complete, even where nothing says that it has. */
    @Override
    public void end() {
        if (finished && !ended) {
            ended = true;
            to.ended();
        }
    }

    private void stop() throws IOException {
        if (!finished) {
            throw new IOException("a message does not say why it stops");
        }
        end();
    }
}
