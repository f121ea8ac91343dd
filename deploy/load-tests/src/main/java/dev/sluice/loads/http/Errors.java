package dev.sluice.loads.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Tells an error in the words of the OpenAI dialect from anything else. Thread-safe. */
public final class Errors {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Errors() {}

    /** Whether an answer is a whole error of the dialect. */
    public static boolean isHonest(Answer answer) {
        return answer.status() >= 400
                && answer.complete()
                && answer.head().field("content-type").orElse("").startsWith("application/json")
                && isError(answer.text());
    }

    /** Whether a text is an error object with its message and type. */
    public static boolean isError(String text) {
        try {
            JsonNode error = JSON.readTree(text).path("error");
            return error.path("message").isTextual() && error.path("type").isTextual();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
