package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader.Turns;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.List;

/**
 * Reads {@code messages}. What tools gave stands in messages of the user: it becomes turns of its own, in the order in
 * which it is written. A message that holds nothing is no turn. Holds one message; single-threaded.
 */
final class TurnsReader {

    private final Turns turns;
    private final Losses losses;
    private int number;

    TurnsReader(Turns turns, Losses losses) {
        this.turns = turns;
        this.losses = losses;
    }

    /** The parser stands at the array. */
    void read(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw Losses.malformed("messages", "an array");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            message(in, "messages." + number++);
        }
    }

    private void message(JsonParser in, String path) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw Losses.malformed(path, "an object");
        }
        BlockParts parts = new BlockParts(losses);
        String role = "";
        boolean hasContent = false;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "role" -> role = Json.text(in, 20);
                case "content" -> {
                    hasContent = true;
                    content(in, parts, path + ".content");
                }
                default -> in.skipChildren();
            }
        }
        if (!hasContent) {
            throw Losses.malformed(path + ".content", "a string or an array of content blocks");
        }
        tell(role, parts.parts(), path);
    }

    private static void content(JsonParser in, BlockParts parts, String path) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            parts.addText(in.getText());
            return;
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw Losses.malformed(path, "a string or an array of content blocks");
        }
        int block = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            parts.add(Block.read(in), path + "." + block++);
        }
    }

    private void tell(String role, List<Part> parts, String path) throws IOException, UncarriedException {
        switch (role) {
            case "user" -> tellUser(parts, path);
            case "assistant" -> tell(Role.ASSISTANT, parts, path);
            case "system" -> tell(Role.SYSTEM, parts, path);
            default -> throw Losses.malformed(path + ".role", "'user', 'assistant' or 'system'");
        }
    }

    private void tellUser(List<Part> parts, String path) throws IOException, UncarriedException {
        int from = 0;
        for (int at = 1; at <= parts.size(); at++) {
            if (at == parts.size() || isResult(parts.get(at)) != isResult(parts.get(from))) {
                tell(isResult(parts.get(from)) ? Role.TOOL : Role.USER, parts.subList(from, at), path);
                from = at;
            }
        }
    }

    private static boolean isResult(Part part) {
        return part instanceof Part.ToolResult;
    }

    private void tell(Role role, List<Part> parts, String path) throws IOException, UncarriedException {
        for (Part part : parts) {
            if (!mayHold(role, part)) {
                throw Losses.malformed(path + ".content", "blocks that its role may send");
            }
        }
        if (!parts.isEmpty()) {
            turns.turn(new Turn(role, parts, path));
        }
    }

    private static boolean mayHold(Role role, Part part) {
        if (part instanceof Part.ToolResult) {
            return role == Role.TOOL;
        }
        if (part instanceof Part.Media) {
            return role != Role.SYSTEM;
        }
        return part instanceof Part.Text || role == Role.ASSISTANT;
    }
}
