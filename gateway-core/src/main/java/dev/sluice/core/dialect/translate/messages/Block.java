package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A content block as it was written, of whatever type: as its members come in any order, what they mean is known only
 * at its end. One at a time is held. Single-threaded.
 */
final class Block {

    private static final String NO_INPUT = "{}";

    private final Map<String, String> texts = new HashMap<>();
    private final List<Block> content = new ArrayList<>();
    private @Nullable Block source;
    private String input = NO_INPUT;
    private boolean failed;

    private Block() {}

    /** Reads the object at which the parser stands; what is none gives a block without a type. */
    static Block read(JsonParser in) throws IOException {
        Block block = new Block();
        Json.object(in, block::member);
        return block;
    }

    private static Block ofText(String text) {
        Block block = new Block();
        block.texts.put("type", "text");
        block.texts.put("text", text);
        return block;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "input" -> input = in.currentToken() == JsonToken.VALUE_NULL ? NO_INPUT : Extras.text(in);
            case "source" -> source = read(in);
            case "content" -> content(in);
            case "is_error" -> failed = in.currentToken() == JsonToken.VALUE_TRUE;
            default -> {
                if (in.currentToken() == JsonToken.VALUE_STRING) {
                    texts.put(name, in.getText());
                }
            }
        }
        in.skipChildren();
    }

    /** What tools gave: a text, or blocks. */
    private void content(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            content.add(ofText(in.getText()));
        } else {
            Json.array(in, each -> content.add(read(each)));
        }
    }

    /** Empty where it has none. */
    String type() {
        return textOr("type", "");
    }

    /** A member that is a text; null where there is no such one. */
    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    String textOr(String name, String otherwise) {
        return texts.getOrDefault(name, otherwise);
    }

    /** Where the bytes of an image or a document are. */
    @Nullable
    Block source() {
        return source;
    }

    /** The arguments of a call of a tool, as JSON text. */
    String input() {
        return input;
    }

    /** Whether there are arguments. */
    boolean hasInput() {
        return !input.equals(NO_INPUT);
    }

    List<Block> content() {
        return content;
    }

    /** Whether the tool failed. */
    boolean isFailed() {
        return failed;
    }
}
