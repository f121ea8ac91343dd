package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a function gave: an object, of which Google says that {@code result} or {@code output} holds the outcome, and
 * {@code error} what went wrong, where it has no other members.
 */
record WireResult(String id, String name, List<Part> content, boolean failed) {

    WireResult {
        content = List.copyOf(content);
    }

    /** Reads the one at which the parser stands; null where it is null. */
    static @Nullable WireResult read(JsonParser in, String field) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        Reading reading = new Reading(field);
        Shapes.object(in, field, reading::member);
        return reading.result();
    }

    /** One that is being read. */
    private static final class Reading {

        private final String field;
        private final List<Part> media = new ArrayList<>();
        private String id = "";
        private String name = "";
        private String outcome = "";
        private boolean failed;

        private Reading(String field) {
            this.field = field;
        }

        private void member(String member, JsonParser in) throws IOException, UncarriedException {
            switch (member) {
                case "id" -> id = Shapes.text(in, field + ".id");
                case "name" -> name = Shapes.text(in, field + ".name");
                case "response" -> response(in);
                case "parts" ->
                    Shapes.array(in, (index, part) -> {
                        String path = field + ".parts." + index;
                        Shapes.object(part, path, (kind, value) -> media(kind, value, path));
                    });
                default -> in.skipChildren();
            }
        }

        private void media(String kind, JsonParser in, String path) throws IOException, UncarriedException {
            Part.Media read =
                    kind.equals("inlineData") || kind.equals("fileData") ? WirePart.media(in, path + "." + kind) : null;
            if (read != null) {
                media.add(read);
            } else {
                in.skipChildren();
            }
        }

        private void response(JsonParser in) throws IOException, UncarriedException {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw Losses.malformed(field + ".response", "an object");
            }
            outcome = Extras.text(in);
            try (JsonParser again = Json.FACTORY.createParser(outcome)) {
                unwrap(again);
            }
        }

        private void unwrap(JsonParser in) throws IOException {
            in.nextToken();
            if (in.nextToken() != JsonToken.FIELD_NAME) {
                return;
            }
            String only = in.currentName();
            boolean error = only.equals("error");
            if (!error && !only.equals("result") && !only.equals("output")) {
                return;
            }
            String held = in.nextToken() == JsonToken.VALUE_STRING ? in.getText() : Extras.text(in);
            if (in.nextToken() == JsonToken.END_OBJECT) {
                outcome = held;
                failed = error;
            }
        }

        private WireResult result() throws UncarriedException {
            if (name.isEmpty()) {
                throw Losses.malformed(field + ".name", "the name of a function");
            }
            List<Part> content = new ArrayList<>(media.size() + 1);
            content.add(new Part.Text(outcome));
            content.addAll(media);
            return new WireResult(id, name, content, failed);
        }
    }
}
