package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/** What the gateway itself says in Anthropic's words: the error object, the model object and the list of models. */
final class AnthropicObjects {

    /** The gateway does not know when a provider made a model, and SDKs want a time. */
    private static final String CREATED = "1970-01-01T00:00:00Z";

    private static final ModelLists LISTS = new ModelLists("data", AnthropicObjects::id, AnthropicObjects::model);

    private AnthropicObjects() {}

    /** Besides what Anthropic has there it tells the gateway's own code, which no client minds. */
    static byte[] error(Failure failure, String requestId) {
        return Json.write(out -> {
            out.writeStringField("type", "error");
            out.writeObjectFieldStart("error");
            out.writeStringField("type", type(failure.code().status()));
            out.writeStringField("message", failure.message());
            out.writeStringField("code", failure.code().code());
            out.writeEndObject();
            out.writeStringField("request_id", requestId);
        });
    }

    static byte[] error(UpstreamError error, int status, String requestId) {
        return Json.write(out -> {
            out.writeStringField("type", "error");
            out.writeObjectFieldStart("error");
            out.writeStringField("type", type(status));
            out.writeStringField("message", error.messageOr(status));
            out.writeStringField("code", error.word());
            out.writeEndObject();
            out.writeStringField("request_id", requestId);
        });
    }

    static byte[] modelList(List<String> models) {
        return Json.write(out -> {
            LISTS.write(out, models);
            out.writeBooleanField("has_more", false);
            if (models.isEmpty()) {
                out.writeNullField("first_id");
                out.writeNullField("last_id");
            } else {
                out.writeStringField("first_id", models.get(0));
                out.writeStringField("last_id", models.get(models.size() - 1));
            }
        });
    }

    static byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return LISTS.completed(list, names, AnthropicObjects::markEnds);
    }

    static byte[] model(String model) {
        return Json.write(out -> model(out, model));
    }

    private static void model(JsonGenerator out, String model) throws IOException {
        out.writeStringField("type", "model");
        out.writeStringField("id", model);
        out.writeStringField("display_name", model);
        out.writeStringField("created_at", CREATED);
        // As far as the gateway knows: it is configured.
        out.writeStringField("lifecycle", "active");
    }

    private static String id(JsonNode model) {
        return model.path("id").asText();
    }

    private static void markEnds(ObjectNode list) {
        JsonNode models = list.path("data");
        list.put("first_id", id(models.path(0)));
        list.put("last_id", id(models.path(models.size() - 1)));
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
