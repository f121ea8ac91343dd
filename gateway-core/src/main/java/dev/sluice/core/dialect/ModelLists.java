package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lists of models, as a dialect has them: an object with an array of models. Immutable, thread-safe.
 *
 * @param member what the array is called
 * @param name the name by which a client asks for a model of it
 * @param form writes a model's members
 */
record ModelLists(String member, Function<JsonNode, String> name, Form form) {

    private static final ObjectMapper TREES = new ObjectMapper();

    /** How one model is written. */
    @FunctionalInterface
    interface Form {
        void write(JsonGenerator out, String model) throws IOException;
    }

    /** Writes the array. */
    void write(JsonGenerator out, List<String> models) throws IOException {
        out.writeArrayFieldStart(member);
        for (String model : models) {
            out.writeStartObject();
            form.write(out, model);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /**
     * A provider's list with the names added that it does not have; what is no list comes back as it is, and so does a
     * page that is not the last one.
     *
     * @param finish brings what else the list says up to date, once names were added
     */
    byte[] completed(byte[] list, SortedSet<String> names, Consumer<ObjectNode> finish) {
        try {
            JsonNode root = TREES.readTree(list);
            if (!(root.path(member) instanceof ArrayNode models) || hasMore(root)) {
                return list;
            }
            SortedSet<String> missing = new TreeSet<>(names);
            models.forEach(model -> missing.remove(name.apply(model)));
            for (String each : missing) {
                models.add(TREES.readTree(Json.write(out -> form.write(out, each))));
            }
            if (!missing.isEmpty()) {
                finish.accept((ObjectNode) root);
            }
            return TREES.writeValueAsBytes(root);
        } catch (IOException notAList) {
            // Whatever it is: the client may make something of it.
            return list;
        }
    }

    private static boolean hasMore(JsonNode root) {
        return root.path("has_more").asBoolean()
                || !root.path("nextPageToken").asText().isEmpty();
    }
}
