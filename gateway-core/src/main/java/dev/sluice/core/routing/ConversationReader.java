package dev.sluice.core.routing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a request body of the chat, responses, completions or messages API and adds up what a
 * {@link Conversation} holds. One a body; borrows its parts.
 */
final class ConversationReader {

    /** Thread-safe; its symbol table is bounded by Jackson. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private long textChars;
    private int messages;
    private int tools;

    /** Whose words were found in what users wrote, as bits. */
    private int tasks;

    /** The same for the message being read, whose role may come last. */
    private int messageTasks;

    private boolean fromUser;

    private ConversationReader() {}

    static @Nullable Conversation read(List<ByteBuffer> body) {
        ConversationReader reader = new ConversationReader();
        BodyView view = new BodyView(body, Conversation.MOST_LOOKED_AT);
        try (JsonParser in = JSON.createParser(view)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            reader.members(in);
            if (in.nextToken() != null) {
                return null;
            }
        } catch (IOException malformed) {
            // A body that is cut always is; then it counts with what was read.
            if (!view.isCut()) {
                return null;
            }
        }
        return reader.conversation();
    }

    private Conversation conversation() {
        endMessage();
        return new Conversation(textChars, messages, tools, TaskWords.first(tasks));
    }

    private void members(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "messages", "input", "prompt" -> conversation(in, value);
                case "system", "instructions" -> {
                    beginMessage();
                    content(in, value);
                }
                case "tools" -> tools = length(in, value);
                default -> in.skipChildren();
            }
        }
    }

    /** Messages, or the text of a single one. */
    private void conversation(JsonParser in, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            message(in, value);
            return;
        }
        for (JsonToken element = in.nextToken(); element != JsonToken.END_ARRAY; element = in.nextToken()) {
            message(in, element);
        }
    }

    private void message(JsonParser in, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            beginMessage();
            fromUser = true;
            text(in);
        } else if (value == JsonToken.START_OBJECT) {
            beginMessage();
            parts(in);
        } else {
            in.skipChildren();
        }
    }

    private void beginMessage() {
        endMessage();
        messages++;
    }

    private void endMessage() {
        tasks |= fromUser ? messageTasks : 0;
        messageTasks = 0;
        fromUser = false;
    }

    /** Text, or parts of which some are texts or have content of their own. */
    private void content(JsonParser in, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            text(in);
        } else if (value == JsonToken.START_OBJECT) {
            parts(in);
        } else if (value == JsonToken.START_ARRAY) {
            for (JsonToken part = in.nextToken(); part != JsonToken.END_ARRAY; part = in.nextToken()) {
                content(in, part);
            }
        }
    }

    private void parts(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "content", "text" -> content(in, value);
                case "role" ->
                    fromUser = value == JsonToken.VALUE_STRING && in.getText().equals("user");
                default -> in.skipChildren();
            }
        }
    }

    private void text(JsonParser in) throws IOException {
        char[] text = in.getTextCharacters();
        int length = in.getTextLength();
        textChars += length;
        messageTasks |= TaskWords.in(text, in.getTextOffset(), length);
    }

    private static int length(JsonParser in, JsonToken value) throws IOException {
        int length = 0;
        if (value == JsonToken.START_ARRAY) {
            for (JsonToken element = in.nextToken(); element != JsonToken.END_ARRAY; element = in.nextToken()) {
                in.skipChildren();
                length++;
            }
        } else {
            in.skipChildren();
        }
        return length;
    }
}
