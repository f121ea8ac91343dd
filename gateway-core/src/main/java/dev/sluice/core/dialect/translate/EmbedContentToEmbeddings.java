package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.dialect.OpenAiUsage;
import dev.sluice.core.dialect.translate.generate.Shapes;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves Gemini's embedContent and batchEmbedContents by OpenAI's embeddings, which know no task that a vector is for.
 * Immutable, thread-safe.
 */
final class EmbedContentToEmbeddings implements Translation {

    /** The path has named the model. */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), Set.of("model"));

    private final Batch batch;

    /** How many contents a request has. */
    private enum Batch {
        ONE,
        MANY
    }

    private EmbedContentToEmbeddings(Batch batch) {
        this.batch = batch;
    }

    /** Of embedContent. */
    static Translation translation() {
        return new EmbedContentToEmbeddings(Batch.ONE);
    }

    /** Of batchEmbedContents. */
    static Translation ofBatches() {
        return new EmbedContentToEmbeddings(Batch.MANY);
    }

    @Override
    public Endpoint served(Delivery delivery) {
        return Endpoint.EMBEDDINGS;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return Endpoint.EMBEDDINGS.template();
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        Losses losses = new Losses(order.mode(), "OpenAI embeddings");
        return Rewriting.attempt("Gemini embedContent", losses, () -> {
            try (JsonGenerator json = Json.FACTORY.createGenerator(out);
                    JsonParser in = request.open()) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("a request is an object");
                }
                json.writeStartObject();
                json.writeStringField("model", order.model());
                json.writeArrayFieldStart("input");
                Inputs inputs = new Inputs(json, losses);
                if (batch == Batch.ONE) {
                    inputs.one("", in);
                } else {
                    inputs.many(in);
                }
                json.writeEndArray();
                inputs.writeDimensions();
                json.writeStringField("encoding_format", "float");
                json.writeEndObject();
            }
        });
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        if (answer.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("an answer is an object");
        }
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            Usage[] usage = {Usage.NONE};
            Json.object(answer, (name, in) -> {
                switch (name) {
                    case "data" -> embeddings(in, json);
                    case "usage" -> usage[0] = OpenAiUsage.read(in);
                    default -> in.skipChildren();
                }
            });
            if (usage[0].input() != Usage.UNREPORTED) {
                json.writeObjectFieldStart("usageMetadata");
                json.writeNumberField("promptTokenCount", usage[0].input());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return true;
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        throw new IllegalStateException("vectors come whole");
    }

    private void embeddings(JsonParser in, JsonGenerator out) throws IOException {
        if (batch == Batch.ONE) {
            int[] seen = {0};
            Json.array(in, each -> {
                if (seen[0]++ == 0) {
                    out.writeFieldName("embedding");
                    embedding(each, out);
                } else {
                    each.skipChildren();
                }
            });
        } else {
            out.writeArrayFieldStart("embeddings");
            Json.array(in, each -> embedding(each, out));
            out.writeEndArray();
        }
    }

    private static void embedding(JsonParser in, JsonGenerator out) throws IOException {
        out.writeStartObject();
        Json.object(in, (name, value) -> {
            if (name.equals("embedding")) {
                out.writeFieldName("values");
                Vectors.NUMBERS.copy(value, out);
            } else {
                value.skipChildren();
            }
        });
        out.writeEndObject();
    }

    /** The texts of one request, which are written as they are read. */
    private static final class Inputs {

        private final JsonGenerator out;
        private final Losses losses;
        private final Extras extras;
        private @Nullable String dimensions;

        private Inputs(JsonGenerator out, Losses losses) {
            this.out = out;
            this.losses = losses;
            this.extras = new Extras(RULES, losses);
        }

        private void many(JsonParser in) throws IOException, UncarriedException {
            int[] seen = {0};
            Shapes.object(in, "the body", (name, value) -> {
                if (name.equals("requests")) {
                    Shapes.array(value, (index, each) -> {
                        seen[0]++;
                        one("requests." + index + ".", each);
                    });
                } else {
                    extras.take(name, value);
                }
            });
            if (seen[0] == 0) {
                throw Losses.malformed("requests", "an array of requests");
            }
        }

        /** @param before what stands before the names of its fields */
        private void one(String before, JsonParser in) throws IOException, UncarriedException {
            StringBuilder text = new StringBuilder();
            Shapes.object(in, before + "content", (name, value) -> {
                switch (name) {
                    case "content" ->
                        Shapes.object(value, before + name, (each, parts) -> parts(before, each, parts, text));
                    case "outputDimensionality" -> dimensions(before + name, value);
                    case "model" -> value.skipChildren();
                    case "taskType" -> {
                        if (!Shapes.text(value, before + name).matches("|TASK_TYPE_UNSPECIFIED")) {
                            losses.uncarried(before + name);
                        }
                    }
                    default -> extras.take(before + name, value);
                }
            });
            if (text.isEmpty()) {
                throw Losses.malformed(before + "content", "a content with text");
            }
            out.writeString(text.toString());
        }

        private void parts(String before, String name, JsonParser in, StringBuilder text)
                throws IOException, UncarriedException {
            if (!name.equals("parts")) {
                in.skipChildren();
                return;
            }
            Shapes.array(in, (index, part) -> {
                String path = before + "content.parts." + index;
                Shapes.object(part, path, (kind, value) -> {
                    if (kind.equals("text")) {
                        text.append(Shapes.text(value, path + ".text"));
                    } else {
                        extras.take(path + "." + kind, value);
                    }
                });
            });
        }

        private void dimensions(String field, JsonParser in) throws IOException, UncarriedException {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw Losses.malformed(field, "an integer");
            }
            String said = in.getText();
            if (dimensions != null && !dimensions.equals(said)) {
                losses.uncarried(field);
            }
            dimensions = dimensions == null ? said : dimensions;
        }

        private void writeDimensions() throws IOException {
            if (dimensions != null) {
                out.writeFieldName("dimensions");
                out.writeNumber(dimensions);
            }
        }
    }
}
