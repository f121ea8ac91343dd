package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Finds type, code and message in an error of a provider that speaks OpenAI's protocol, more or less: an {@code error}
 * object or text, members at the top level, or a {@code response} that holds the {@code error}. What an {@code error}
 * says counts more than what stands around it. Builds no tree; of what breaks off it keeps what it has read.
 */
final class OpenAiErrorReader {

    private static final int LONGEST_MESSAGE = 2048;
    private static final int LONGEST_WORD = 100;

    private String type = "";
    private String code = "";
    private String message = "";
    private String outerType = "";
    private String outerCode = "";
    private String outerMessage = "";

    private OpenAiErrorReader() {}

    static UpstreamError read(byte[] bytes, int from, int to) {
        OpenAiErrorReader reader = new OpenAiErrorReader();
        try (JsonParser in = OpenAiUsage.JSON.createParser(bytes, from, to - from)) {
            reader.top(in);
        } catch (IOException malformed) {
            // What was read before tells enough, or nothing.
            return reader.error();
        }
        return reader.error();
    }

    private UpstreamError error() {
        UpstreamError error = new UpstreamError(
                type.isEmpty() ? outerType : type,
                code.isEmpty() ? outerCode : code,
                message.isEmpty() ? outerMessage : message);
        return error.equals(UpstreamError.UNREADABLE) ? UpstreamError.UNREADABLE : error;
    }

    /** Gemini puts its error into an array, even where it speaks OpenAI's protocol. */
    private void top(JsonParser in) throws IOException {
        JsonToken token = in.nextToken();
        if (token == JsonToken.START_ARRAY) {
            token = in.nextToken();
        }
        if (token != JsonToken.START_OBJECT) {
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "error" -> inner(in);
                case "response" -> response(in);
                case "type" -> outerType = type(in);
                case "code" -> outerCode = text(in, LONGEST_WORD);
                case "message" -> outerMessage = text(in, LONGEST_MESSAGE);
                default -> in.skipChildren();
            }
        }
    }

    private void response(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isError = in.currentName().equals("error");
            in.nextToken();
            if (isError) {
                inner(in);
            } else {
                in.skipChildren();
            }
        }
    }

    private void inner(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            message = text(in, LONGEST_MESSAGE);
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "type" -> type = text(in, LONGEST_WORD);
                case "code" -> code = text(in, LONGEST_WORD);
                case "message" -> message = text(in, LONGEST_MESSAGE);
                default -> in.skipChildren();
            }
        }
    }

    /** At the top level of an event the type is that of the event. */
    private static String type(JsonParser in) throws IOException {
        String type = text(in, LONGEST_WORD);
        return type.equals("error") || type.equals("response.failed") ? "" : type;
    }

    private static String text(JsonParser in, int longest) throws IOException {
        JsonToken token = in.currentToken();
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
            in.skipChildren();
            return "";
        }
        String text = in.getText();
        return text.length() > longest ? text.substring(0, longest) : text;
    }
}
