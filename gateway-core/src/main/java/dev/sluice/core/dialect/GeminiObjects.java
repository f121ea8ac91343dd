package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/** What the gateway itself says in Gemini's words: the error object, the model object and the list of models. */
final class GeminiObjects {

    /** What stands before a model's name, but not in a path. */
    static final String PREFIX = "models/";

    private static final String[] METHODS = {"generateContent", "streamGenerateContent", "countTokens", "embedContent"};
    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private static final ModelLists LISTS = new ModelLists("models", GeminiObjects::name, GeminiObjects::model);

    private GeminiObjects() {}

    /** The gateway's own code is the reason that the details tell, as Google has it. */
    static byte[] error(Failure failure, String requestId) {
        return Json.write(out -> {
            out.writeObjectFieldStart("error");
            out.writeNumberField("code", failure.code().status());
            out.writeStringField("message", failure.message());
            out.writeStringField("status", status(failure.code()));
            out.writeArrayFieldStart("details");
            writeReason(out, failure, requestId);
            if (failure.retryAfterSeconds() > 0) {
                out.writeStartObject();
                out.writeStringField("@type", TYPES + "RetryInfo");
                out.writeStringField("retryDelay", failure.retryAfterSeconds() + "s");
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void writeReason(JsonGenerator out, Failure failure, String requestId) throws IOException {
        out.writeStartObject();
        out.writeStringField("@type", TYPES + "ErrorInfo");
        out.writeStringField("reason", failure.code().code().toUpperCase(Locale.ROOT));
        out.writeStringField("domain", "sluice");
        out.writeObjectFieldStart("metadata");
        out.writeStringField("requestId", requestId);
        out.writeEndObject();
        out.writeEndObject();
    }

    /** The smallest request: one word in, one token out. */
    static byte[] greeting() {
        return Json.write(out -> {
            out.writeArrayFieldStart("contents");
            out.writeStartObject();
            out.writeStringField("role", "user");
            out.writeArrayFieldStart("parts");
            out.writeStartObject();
            out.writeStringField("text", "hi");
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
            out.writeObjectFieldStart("generationConfig");
            out.writeNumberField("maxOutputTokens", 1);
            out.writeEndObject();
        });
    }

    static byte[] modelList(List<String> models) {
        return Json.write(out -> LISTS.write(out, models));
    }

    static byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return LISTS.completed(list, names, root -> {});
    }

    static byte[] model(String model) {
        return Json.write(out -> model(out, model));
    }

    private static void model(JsonGenerator out, String model) throws IOException {
        out.writeStringField("name", PREFIX + model);
        out.writeStringField("displayName", model);
        out.writeArrayFieldStart("supportedGenerationMethods");
        for (String method : METHODS) {
            out.writeString(method);
        }
        out.writeEndArray();
    }

    private static String name(JsonNode model) {
        String name = model.path("name").asText();
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    private static String status(Failure.Code code) {
        return switch (code.status()) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 500 -> "INTERNAL";
            case 405, 501, 505 -> "UNIMPLEMENTED";
            case 502, 503 -> "UNAVAILABLE";
            default -> code.status() < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
