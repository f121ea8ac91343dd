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
 * Walks through a request body of the chat, responses, completions, messages or Gemini API and adds up what a
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

    /** Whether a message that does not say whose it is, is the user's. */
    private boolean usersUnlessSaid;

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
                case "contents" -> {
                    usersUnlessSaid = true;
                    conversation(in, value);
                    usersUnlessSaid = false;
                }
                case "system", "instructions", "systemInstruction", "system_instruction" -> {
                    beginMessage();
                    content(in, value);
                }
                case "tools" -> tools = tools(in, value);
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
            fromUser = usersUnlessSaid;
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
                case "content", "text", "parts" -> content(in, value);
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

    private static int tools(JsonParser in, JsonToken value) throws IOException {
        int tools = 0;
        if (value == JsonToken.START_ARRAY) {
            for (JsonToken element = in.nextToken(); element != JsonToken.END_ARRAY; element = in.nextToken()) {
                tools += element == JsonToken.START_OBJECT ? tool(in) : 1;
                in.skipChildren();
            }
        } else {
            in.skipChildren();
        }
        return tools;
    }

    /** One, or the functions that Gemini declares in one. */
    private static int tool(JsonParser in) throws IOException {
        int functions = 0;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean declares = in.currentName().equals("functionDeclarations")
                    || in.currentName().equals("function_declarations");
            JsonToken value = in.nextToken();
            if (declares) {
                functions = tools(in, value);
            } else {
                in.skipChildren();
            }
        }
        return Math.max(1, functions);
    }
}
