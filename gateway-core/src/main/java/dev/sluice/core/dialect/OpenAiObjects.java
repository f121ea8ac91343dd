package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.core.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the gateway itself says in OpenAI's words: the error object, the model object and the list of models. */
final class OpenAiObjects {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();

    private OpenAiObjects() {}

    static byte[] error(Failure failure, String requestId) {
        return write(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("error");
            out.writeStringField("message", failure.message());
            out.writeStringField("type", type(failure.code()));
            writeNullable(out, "param", failure.param());
            out.writeStringField("code", failure.code().code());
            out.writeStringField("request_id", requestId);
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    /** The smallest chat: one word in, one token out. */
    static byte[] greeting(String model) {
        return write(out -> {
            out.writeStartObject();
            out.writeStringField("model", model);
            out.writeNumberField("max_tokens", 1);
            out.writeArrayFieldStart("messages");
            out.writeStartObject();
            out.writeStringField("role", "user");
            out.writeStringField("content", "hi");
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    static byte[] modelList(List<String> models) {
        return write(out -> {
            out.writeStartObject();
            out.writeStringField("object", "list");
            out.writeArrayFieldStart("data");
            for (String model : models) {
                writeModel(out, model);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    static byte[] completedModelList(byte[] list, SortedSet<String> names) {
        try {
            JsonNode root = TREES.readTree(list);
            if (!(root.path("data") instanceof ArrayNode models)) {
                return list;
            }
            SortedSet<String> missing = new TreeSet<>(names);
            models.forEach(model -> missing.remove(model.path("id").asText()));
            for (String name : missing) {
                models.add(TREES.readTree(model(name)));
            }
            return TREES.writeValueAsBytes(root);
        } catch (IOException notAList) {
            // Whatever it is: the client may make something of it.
            return list;
        }
    }

    static byte[] model(String model) {
        return write(out -> writeModel(out, model));
    }

    /**
     * {@code created} is 0 for every model: the gateway does not know when a provider made it, and SDKs want a number.
     */
    private static void writeModel(JsonGenerator out, String model) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", model);
        out.writeStringField("object", "model");
        out.writeNumberField("created", 0);
        out.writeStringField("owned_by", "sluice");
        out.writeEndObject();
    }

    private static String type(Failure.Code code) {
        return switch (code.status()) {
            case 401, 403 -> "authentication_error";
            case 429 -> "rate_limit_error";
            default ->
                code.source() == Failure.Source.PROVIDER
                        ? "upstream_error"
                        : code.status() >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private static void writeNullable(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeNullField(name);
        } else {
            out.writeStringField(name, value);
        }
    }

    private static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }
}
