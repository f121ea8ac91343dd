package dev.sluice.core.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one request that are not common to all formats, and what becomes of each: {@link Rules} say for a pair
 * of formats which are carried over as they are, under which name, and which change no answer and are left out without
 * a word. All others are a loss. Single-threaded.
 */
public final class Extras {

    private final Rules rules;
    private final Losses losses;
    private final Map<String, String> carried = new LinkedHashMap<>();

    public Extras(Rules rules, Losses losses) {
        this.rules = rules;
        this.losses = losses;
    }

    /**
     * Takes a member that the reader does not know as common to all formats; the parser stands at its value, and is
     * left at its end. What is null, false or empty says nothing, and is no loss.
     *
     * @param field its path in the request, such as {@code logprobs} or {@code generationConfig.responseLogprobs}
     */
    public void take(String field, JsonParser in) throws IOException, UncarriedException {
        String name = rules.carried().get(field);
        if (name != null && in.currentToken() != JsonToken.VALUE_NULL) {
            carried.put(name, text(in));
        } else if (rules.ignored().contains(field)) {
            in.skipChildren();
        } else if (Json.holdsSomething(in)) {
            losses.uncarried(field);
        }
    }

    /**
     * Takes out what is carried over under a name, for a writer that has another place for it; null where nothing is.
     */
    public @Nullable String taken(String name) {
        return carried.remove(name);
    }

    /** Writes what is carried over: members of the object that is being written. */
    public void writeTo(JsonGenerator out) throws IOException {
        for (Map.Entry<String, String> each : carried.entrySet()) {
            out.writeFieldName(each.getKey());
            out.writeRawValue(each.getValue());
        }
    }

    /** The JSON text of the value at which a parser stands, which is left at its end. */
    public static String text(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            copy(in, out);
        }
        return text.toString();
    }

    /** Numbers as they are written, however large or exact. */
    private static void copy(JsonParser in, JsonGenerator out) throws IOException {
        int depth = 0;
        do {
            JsonToken token = depth == 0 ? in.currentToken() : in.nextToken();
            if (token == null) {
                throw new IOException("the document ends inside of a value");
            }
            if (token.isNumeric()) {
                out.writeNumber(in.getText());
            } else {
                out.copyCurrentEvent(in);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0);
    }

    /**
     * What becomes of members that not all formats have.
     *
     * @param carried names of the client's format with the names in the provider's; the value goes over as it is
     * @param ignored names of what changes no answer
     */
    public record Rules(Map<String, String> carried, java.util.Set<String> ignored) {

        public Rules {
            carried = Map.copyOf(carried);
            ignored = java.util.Set.copyOf(ignored);
        }
    }
}
