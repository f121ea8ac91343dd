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
            begin(out, failure.code().status(), failure.message());
            writeReason(out, failure.code().code(), requestId);
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

    static byte[] error(UpstreamError error, int status, String requestId) {
        return Json.write(out -> {
            begin(out, status, error.messageOr(status));
            writeReason(out, error.word(), requestId);
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** Up to the details. */
    private static void begin(JsonGenerator out, int status, String message) throws IOException {
        out.writeObjectFieldStart("error");
        out.writeNumberField("code", status);
        out.writeStringField("message", message);
        out.writeStringField("status", status(status));
        out.writeArrayFieldStart("details");
    }

    private static void writeReason(JsonGenerator out, String reason, String requestId) throws IOException {
        out.writeStartObject();
        out.writeStringField("@type", TYPES + "ErrorInfo");
        out.writeStringField("reason", reason.toUpperCase(Locale.ROOT));
        out.writeStringField("domain", "sluice");
        out.writeObjectFieldStart("metadata");
        out.writeStringField("requestId", requestId);
        out.writeEndObject();
        out.writeEndObject();
    }

    static byte[] embedding(String text, int dimensions) {
        return Json.write(out -> {
            out.writeObjectFieldStart("content");
            out.writeArrayFieldStart("parts");
            out.writeStartObject();
            out.writeStringField("text", text);
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
            if (dimensions > 0) {
                out.writeNumberField("outputDimensionality", dimensions);
            }
        });
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

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 402, 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 500 -> "INTERNAL";
            case 405, 501, 505 -> "UNIMPLEMENTED";
            case 502, 503, 529 -> "UNAVAILABLE";
            default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
    }
}
