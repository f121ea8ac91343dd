package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a request's input. Its type may stand last, so that its members are read first and understood afterwards.
 * Mutable, single-threaded.
 */
final class InputItem {

    private final String path;
    private String type = "";
    private String id = "";
    private @Nullable String role;
    private @Nullable String callId;
    private @Nullable String name;
    private @Nullable String sealed;
    private String arguments = "";
    private boolean hasSummary;
    private final StringBuilder thoughts = new StringBuilder();
    private final StringBuilder rawThoughts = new StringBuilder();
    private final List<Part> parts = new ArrayList<>(2);
    private final List<String> foreign = new ArrayList<>(0);

    private InputItem(String path) {
        this.path = path;
    }

    /**
     * Reads the object at which the parser stands.
     *
     * @param path where it stands in the request
     */
    static InputItem read(JsonParser in, String path) throws IOException, UncarriedException {
        InputItem item = new InputItem(path);
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw Losses.malformed(path, "an object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            item.member(name, in);
        }
        return item;
    }

    String path() {
        return path;
    }

    /** What kind of item it is: a message needs no type. */
    String type() {
        return type.isEmpty() && role != null ? "message" : type;
    }

    String id() {
        return id;
    }

    Role role() throws UncarriedException {
        return switch (role == null ? "" : role) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system", "developer" -> Role.SYSTEM;
            default -> throw Losses.malformed(path + ".role", "'user', 'assistant', 'system' or 'developer'");
        };
    }

    /** The pieces of a message. */
    List<Part> parts(Losses losses) throws UncarriedException {
        for (String each : foreign) {
            losses.uncarried(each);
        }
        return parts;
    }

    Part.ToolCall call(@Nullable String signature) throws UncarriedException {
        if (!arguments.isEmpty() && !JsonText.isObject(arguments)) {
            throw Losses.malformed(path + ".arguments", "a JSON object, as a string");
        }
        return new Part.ToolCall(required(callId, ".call_id"), required(name, ".name"), arguments, signature);
    }

    Part.ToolResult result(Losses losses) throws UncarriedException {
        return new Part.ToolResult(required(callId, ".call_id"), "", parts(losses), false);
    }

    /** What providers sealed in a reasoning item; null where there is nothing. */
    @Nullable
    String sealed() {
        return sealed;
    }

    /**
     * Thoughts; null where nothing vouches for them, because then no provider wants them back. An empty summary says
     * that there were none but the sealed ones.
     */
    @Nullable
    Part thinking() {
        if (sealed == null) {
            return null;
        }
        if (!hasSummary && rawThoughts.isEmpty()) {
            return new Part.HiddenThinking(sealed);
        }
        return new Part.Thinking((hasSummary ? thoughts : rawThoughts).toString(), sealed);
    }

    private String required(@Nullable String value, String field) throws UncarriedException {
        if (value == null || value.isEmpty()) {
            throw Losses.malformed(path + field, "a string that is not empty");
        }
        return value;
    }

    private void member(String field, JsonParser in) throws IOException, UncarriedException {
        switch (field) {
            case "type" -> type = string(in, "");
            case "id" -> id = string(in, "");
            case "role" -> role = string(in);
            case "call_id" -> callId = string(in);
            case "name" -> name = string(in);
            case "arguments" -> arguments = string(in, "");
            case "encrypted_content" -> sealed = string(in);
            case "content", "output" -> content(in, path + "." + field);
            case "summary" -> summary(in);
            default -> in.skipChildren();
        }
    }

    private void content(JsonParser in, String at) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            parts.add(new Part.Text(in.getText()));
        } else if (in.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                part(InputPart.read(in), at + "." + i);
            }
        } else {
            in.skipChildren();
        }
    }

    private void part(InputPart read, String at) throws UncarriedException {
        if (read.type().equals("reasoning_text")) {
            append(rawThoughts, read);
            return;
        }
        Part part = read.part(at);
        if (part == null) {
            foreign.add(at + ".type");
        } else {
            parts.add(part);
        }
    }

    private void summary(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            append(thoughts, InputPart.read(in));
            hasSummary = true;
        }
    }

    private static void append(StringBuilder to, InputPart thought) {
        to.append(to.isEmpty() ? "" : "\n\n").append(thought.text());
    }
}
