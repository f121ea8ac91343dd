package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What the gateway itself says in OpenAI's words: the error object, the model object and the list of models. */
final class OpenAiObjects {

    private static final ModelLists LISTS = new ModelLists("data", OpenAiObjects::id, OpenAiObjects::model);

    private static final byte[] TYPED =
            "{\"type\":\"error\",\"sequence_number\":0,".getBytes(StandardCharsets.US_ASCII);

    /** Its own; other dialects have others, which mean nothing to its clients. */
    private static final Set<String> TYPES =
            Set.of("invalid_request_error", "insufficient_quota", "requests", "tokens", "server_error");

    private OpenAiObjects() {}

    static byte[] error(Failure failure, String requestId) {
        return Json.write(out -> {
            out.writeObjectFieldStart("error");
            out.writeStringField("message", failure.message());
            out.writeStringField("type", type(failure.code()));
            writeNullable(out, "param", failure.param());
            out.writeStringField("code", failure.code().code());
            out.writeStringField("request_id", requestId);
            out.writeEndObject();
        });
    }

    static byte[] error(UpstreamError error, int status, String requestId) {
        return Json.write(out -> {
            out.writeObjectFieldStart("error");
            out.writeStringField("message", error.messageOr(status));
            boolean coded = !error.code().isEmpty() && !error.isNumbered();
            boolean typed =
                    TYPES.contains(error.type()) || coded && !error.type().isEmpty();
            out.writeStringField("type", typed ? error.type() : type(status));
            out.writeNullField("param");
            writeNullable(out, "code", coded ? error.code() : code(error, status));
            out.writeStringField("request_id", requestId);
            out.writeEndObject();
        });
    }

    /** An error body as the data of an event of responses, which tell their type; who may count them starts anew. */
    static byte[] typed(byte[] errorBody) {
        byte[] all = Arrays.copyOf(TYPED, TYPED.length + errorBody.length - 1);
        System.arraycopy(errorBody, 1, all, TYPED.length, errorBody.length - 1);
        return all;
    }

    /** The smallest chat: one word in, one token out. Anthropic understands it too. */
    static byte[] greeting(String model) {
        return Json.write(out -> {
            out.writeStringField("model", model);
            out.writeNumberField("max_tokens", 1);
            out.writeArrayFieldStart("messages");
            out.writeStartObject();
            out.writeStringField("role", "user");
            out.writeStringField("content", "hi");
            out.writeEndObject();
            out.writeEndArray();
        });
    }

    static byte[] modelList(List<String> models) {
        return Json.write(out -> {
            out.writeStringField("object", "list");
            LISTS.write(out, models);
        });
    }

    static byte[] embedding(String model, String text, int dimensions) {
        return Json.write(out -> {
            out.writeStringField("model", model);
            out.writeStringField("input", text);
            if (dimensions > 0) {
                out.writeNumberField("dimensions", dimensions);
            }
        });
    }

    static byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return LISTS.completed(list, names, root -> {});
    }

    static byte[] model(String model) {
        return Json.write(out -> model(out, model));
    }

    /**
     * {@code created} is 0 for every model: the gateway does not know when a provider made it, and SDKs want a number.
     */
    private static void model(JsonGenerator out, String model) throws IOException {
        out.writeStringField("id", model);
        out.writeStringField("object", "model");
        out.writeNumberField("created", 0);
        out.writeStringField("owned_by", "sluice");
    }

    private static String id(JsonNode model) {
        return model.path("id").asText();
    }

    private static String type(Failure.Code code) {
        if (code == Failure.Code.INSUFFICIENT_QUOTA || code == Failure.Code.INSUFFICIENT_CREDITS) {
            return Failure.Code.INSUFFICIENT_QUOTA.code();
        }
        boolean provider = code.source() == Failure.Source.PROVIDER;
        return provider && !isOfClients(code.status()) ? "upstream_error" : type(code.status());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** For what another dialect has no code: the one that OpenAI has for it; null where it has none either. */
    private static @Nullable String code(UpstreamError error, int status) {
        return switch (status) {
            case 400, 413, 422 -> error.isTooLong() ? UpstreamError.CONTEXT_LENGTH : null;
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            default -> null;
        };
    }

    private static boolean isOfClients(int status) {
        return status == 401 || status == 403 || status == 429;
    }

    private static void writeNullable(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, value);
        }
    }
}
