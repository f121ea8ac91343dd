package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;

/**
 * One event of an Anthropic stream, fully read: its type, whether it holds output, and the usage, which is merged into
 * that of the stream. Without a tree; only for events that are not ordinary deltas.
 */
final class AnthropicEvent {

    private static final int LONGEST_TYPE = 100;

    private final AnthropicUsage usage;
    private boolean isObject;
    private boolean error;
    private boolean output;
    private boolean finished;
    private boolean counted;
    private String type = "";
    private String blockType = "";

    private AnthropicEvent(AnthropicUsage usage) {
        this.usage = usage;
    }

    /** Reads the bytes; what is no JSON object gives an event whose {@link #isObject} is false. */
    static AnthropicEvent read(byte[] bytes, int from, int to, AnthropicUsage usage) {
        AnthropicEvent event = new AnthropicEvent(usage);
        event.isObject = Json.readsObject(bytes, from, to, event::member);
        return event;
    }

    boolean isObject() {
        return isObject;
    }

    /** The event's name; empty where there is none. */
    String type() {
        return type;
    }

    /** The type of the block that starts; empty where none does. */
    String blockType() {
        return blockType;
    }

    boolean isError() {
        return error;
    }

    /** Whether its block or its delta holds more than what it is called. */
    boolean hasOutput() {
        return output;
    }

    /** Whether it says why the answer ends. */
    boolean isFinished() {
        return finished;
    }

    /** Whether it tells the usage outside of a message: that of the output so far, not the placeholder of a start. */
    boolean isCounted() {
        return counted;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(in, LONGEST_TYPE);
            case "message" -> Json.object(in, this::message);
            case "content_block" -> Json.object(in, this::block);
            case "delta" -> Json.object(in, this::delta);
            case "usage" -> {
                counted |= in.currentToken() == JsonToken.START_OBJECT;
                usage.merge(in);
            }
            case "error" -> error |= Json.holdsSomething(in);
            default -> in.skipChildren();
        }
    }

    private void message(String name, JsonParser in) throws IOException {
        if (name.equals("usage")) {
            usage.merge(in);
        } else {
            in.skipChildren();
        }
    }

    private void block(String name, JsonParser in) throws IOException {
        if (name.equals("type")) {
            blockType = Json.text(in, LONGEST_TYPE);
        } else {
            output |= Json.holdsSomething(in);
        }
    }

    private void delta(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> in.skipChildren();
            case "stop_reason" -> finished |= Json.holdsSomething(in);
            default -> output |= Json.holdsSomething(in);
        }
    }
}
