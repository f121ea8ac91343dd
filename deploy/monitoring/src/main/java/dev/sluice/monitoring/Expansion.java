package dev.sluice.monitoring;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries of lists that are written once for many: what has {@code each} stands for as many entries as the list of that
 * name has maps of words, with <code>${word}</code> replaced.
 *
 * @param lists the lists, by name
 */
record Expansion(@Nullable JsonNode lists) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    JsonNode of(JsonNode node) throws IOException {
        if (node instanceof ArrayNode list) {
            ArrayNode all = JSON.createArrayNode();
            for (JsonNode element : list) {
                all.addAll(copies(element));
            }
            return all;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode all = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                all.set(field.getKey(), of(field.getValue()));
            }
            return all;
        }
        return node;
    }

    private List<JsonNode> copies(JsonNode element) throws IOException {
        JsonNode each = element.get("each");
        if (each == null) {
            return List.of(of(element));
        }
        JsonNode list = lists == null ? null : lists.get(each.asText());
        if (list == null) {
            throw new IllegalArgumentException("there is no list " + each);
        }
        ObjectNode pattern = element.deepCopy();
        pattern.remove("each");
        List<JsonNode> copies = new ArrayList<>();
        for (JsonNode words : list) {
            copies.add(filled(pattern, JSON.convertValue(words, new TypeReference<Map<String, String>>() {})));
        }
        return copies;
    }

    /** The same with words in the place of <code>${word}</code>; a word may stand for a text with quotes. */
    static JsonNode filled(JsonNode node, Map<String, String> words) throws IOException {
        String json = node.toString();
        for (Map.Entry<String, String> word : words.entrySet()) {
            String quoted = JSON.writeValueAsString(word.getValue());
            json = json.replace("${" + word.getKey() + "}", quoted.substring(1, quoted.length() - 1));
        }
        return JSON.readTree(json);
    }
}
