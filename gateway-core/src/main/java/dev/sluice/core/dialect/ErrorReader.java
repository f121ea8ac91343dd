package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;

/**
 * Finds what matters in a provider's error, more or less in the words of any dialect, for many a provider answers its
 * errors in another one's: an {@code error} object or text, members at the top level, or a {@code response} that holds
 * the {@code error}. What an {@code error} says counts more than what stands around it. Builds no tree; of what breaks
 * off it keeps what it has read.
 */
final class ErrorReader {

    private static final int LONGEST_MESSAGE = 2048;
    private static final int LONGEST_WORD = 100;
    private static final int LONGEST_DETAILS = 1024;

    private final Said outer = new Said();
    private final Said inner = new Said();
    private final StringBuilder details = new StringBuilder();
    private String retryDelay = "";

    private ErrorReader() {}

    /** The words of one object. */
    private static final class Said {
        private String type = "";
        private String code = "";
        private String message = "";
    }

    static UpstreamError read(byte[] bytes, int from, int to) {
        ErrorReader reader = new ErrorReader();
        try (JsonParser in = Json.FACTORY.createParser(bytes, from, to - from)) {
            reader.document(in);
        } catch (IOException malformed) {
            // What was read before tells enough, or nothing.
            return reader.error();
        }
        return reader.error();
    }

    private UpstreamError error() {
        UpstreamError error = new UpstreamError(
                inner.type.isEmpty() ? outer.type : inner.type,
                inner.code.isEmpty() ? outer.code : inner.code,
                inner.message.isEmpty() ? outer.message : inner.message,
                details.toString(),
                retryDelay);
        return error.equals(UpstreamError.UNREADABLE) ? UpstreamError.UNREADABLE : error;
    }

    /** Gemini puts its error into an array, even where it speaks OpenAI's protocol. */
    private void document(JsonParser in) throws IOException {
        if (in.nextToken() == JsonToken.START_ARRAY) {
            in.nextToken();
        }
        if (in.currentToken() == JsonToken.START_OBJECT) {
            Json.object(in, this::top);
        }
    }

    private void top(String name, JsonParser in) throws IOException {
        switch (name) {
            case "error" -> error(in);
            case "response" -> Json.object(in, this::response);
            case "type" -> outer.type = eventless(Json.text(in, LONGEST_WORD));
            default -> word(outer, name, in);
        }
    }

    private void response(String name, JsonParser in) throws IOException {
        if (name.equals("error")) {
            error(in);
        } else {
            in.skipChildren();
        }
    }

    private void error(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            Json.object(in, this::inner);
        } else {
            inner.message = Json.text(in, LONGEST_MESSAGE);
        }
    }

    private void inner(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type", "status" -> inner.type = Json.text(in, LONGEST_WORD);
            case "details" -> Json.array(in, each -> Json.object(each, this::detail));
            default -> word(inner, name, in);
        }
    }

    private static void word(Said said, String name, JsonParser in) throws IOException {
        switch (name) {
            case "code" -> said.code = Json.text(in, LONGEST_WORD);
            case "message" -> said.message = Json.text(in, LONGEST_MESSAGE);
            default -> in.skipChildren();
        }
    }

    /** A member of Google's {@code RetryInfo}, {@code QuotaFailure} or {@code ErrorInfo}. */
    private void detail(String name, JsonParser in) throws IOException {
        switch (name) {
            case "retryDelay" -> retryDelay = Json.text(in, LONGEST_WORD);
            case "reason" -> detail(Json.text(in, LONGEST_WORD));
            case "violations" -> Json.array(in, each -> Json.object(each, this::violation));
            default -> in.skipChildren();
        }
    }

    private void violation(String name, JsonParser in) throws IOException {
        if (name.equals("quotaId")) {
            detail(Json.text(in, LONGEST_WORD));
        } else {
            in.skipChildren();
        }
    }

    private void detail(String text) {
        if (!text.isEmpty() && details.length() + text.length() < LONGEST_DETAILS) {
            details.append(details.isEmpty() ? "" : " ").append(text);
        }
    }

    /** At the top level of an event the type is that of the event. */
    private static String eventless(String type) {
        return type.equals("error") || type.equals("response.failed") ? "" : type;
    }
}
