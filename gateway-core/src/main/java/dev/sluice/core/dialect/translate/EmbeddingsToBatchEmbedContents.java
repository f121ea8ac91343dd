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
import dev.sluice.core.dialect.GeminiUsage;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves OpenAI's embeddings by Gemini's batchEmbedContents. Texts only: no two models number tokens alike. Vectors
 * come as numbers or, as OpenAI's own SDKs ask for, as base64. Immutable, thread-safe.
 */
final class EmbeddingsToBatchEmbedContents implements Translation {

    /** Who asks is of no interest to the model. */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), Set.of("model", "user"));

    private final Vectors vectors;

    private EmbeddingsToBatchEmbedContents(Vectors vectors) {
        this.vectors = vectors;
    }

    static Translation translation() {
        return new EmbeddingsToBatchEmbedContents(Vectors.NUMBERS);
    }

    @Override
    public Endpoint served(Delivery delivery) {
        return Endpoint.BATCH_EMBED_CONTENTS;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return GenerateContent.target(model, "batchEmbedContents");
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        Losses losses = new Losses(order.mode(), "Gemini batchEmbedContents");
        return Rewriting.attempt("OpenAI embeddings", losses, () -> {
            Wish wish = Wish.of(request, losses);
            try (JsonGenerator json = Json.FACTORY.createGenerator(out);
                    JsonParser in = request.open()) {
                in.nextToken();
                json.writeStartObject();
                json.writeArrayFieldStart("requests");
                inputs(in, text -> content(json, text, order.model(), wish.dimensions), losses);
                json.writeEndArray();
                json.writeEndObject();
            }
        });
    }

    @Override
    public Translation answering(JsonSource request) throws IOException {
        try {
            return new EmbeddingsToBatchEmbedContents(
                    Wish.of(request, new Losses(Losses.Mode.LENIENT, "Gemini")).vectors);
        } catch (UncarriedException malformed) {
            throw new IOException(malformed.getMessage(), malformed);
        }
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        if (answer.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("an answer is an object");
        }
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("object", "list");
            new Answer(json, vectors).write(answer);
            json.writeStringField("model", asked.model());
            json.writeEndObject();
        }
        return true;
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        throw new IllegalStateException("vectors come whole");
    }

    /** Who hears the texts. */
    @FunctionalInterface
    private interface Texts {
        void text(String text) throws IOException;
    }

    private static void inputs(JsonParser in, Texts texts, Losses losses) throws IOException, UncarriedException {
        boolean any = false;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isInput = in.currentName().equals("input");
            JsonToken token = in.nextToken();
            if (!isInput) {
                in.skipChildren();
            } else if (token == JsonToken.START_ARRAY) {
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    texts.text(text(in, losses));
                    any = true;
                }
            } else {
                texts.text(text(in, losses));
                any = true;
            }
        }
        if (!any) {
            throw Losses.malformed("input", "a string or an array of strings");
        }
    }

    private static String text(JsonParser in, Losses losses) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT || in.currentToken() == JsonToken.START_ARRAY) {
            losses.uncarried("input");
        }
        throw Losses.malformed("input", "a string or an array of strings");
    }

    private static void content(JsonGenerator out, String text, String model, @Nullable String dimensions)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("model", "models/" + model);
        out.writeObjectFieldStart("content");
        out.writeArrayFieldStart("parts");
        out.writeStartObject();
        out.writeStringField("text", text);
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
        if (dimensions != null) {
            out.writeFieldName("outputDimensionality");
            out.writeNumber(dimensions);
        }
        out.writeEndObject();
    }

    /** What a request says besides its texts. */
    private static final class Wish {

        private Vectors vectors = Vectors.NUMBERS;
        private @Nullable String dimensions;

        private static Wish of(JsonSource request, Losses losses) throws IOException, UncarriedException {
            Wish wish = new Wish();
            Extras extras = new Extras(RULES, losses);
            try (JsonParser in = request.open()) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("a request is an object");
                }
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    wish.member(name, in, extras);
                }
            }
            return wish;
        }

        private void member(String name, JsonParser in, Extras extras) throws IOException, UncarriedException {
            JsonToken token = in.currentToken();
            switch (name) {
                case "input" -> in.skipChildren();
                case "dimensions" -> {
                    if (token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_NUMBER_INT) {
                        throw Losses.malformed(name, "an integer");
                    }
                    dimensions = token == JsonToken.VALUE_NULL ? null : in.getText();
                }
                case "encoding_format" ->
                    vectors = switch (Json.text(in, 10)) {
                        case "base64" -> Vectors.BASE64;
                        case "float", "null", "" -> Vectors.NUMBERS;
                        default -> throw Losses.malformed(name, "'float' or 'base64'");
                    };
                default -> extras.take(name, in);
            }
        }
    }

    /** One answer that is being written. Gemini's older models tell no usage: then it is zero, for it must be there. */
    private static final class Answer {

        private final JsonGenerator out;
        private final Vectors vectors;
        private int index;
        private boolean any;
        private Usage usage = Usage.NONE;

        private Answer(JsonGenerator out, Vectors vectors) {
            this.out = out;
            this.vectors = vectors;
        }

        private void write(JsonParser in) throws IOException {
            out.writeArrayFieldStart("data");
            Json.object(in, this::member);
            if (!any) {
                throw new IOException("no embeddings");
            }
            out.writeEndArray();
            out.writeObjectFieldStart("usage");
            out.writeNumberField("prompt_tokens", Math.max(usage.input(), 0));
            out.writeNumberField("total_tokens", Math.max(usage.input(), 0));
            out.writeEndObject();
        }

        private void member(String name, JsonParser in) throws IOException {
            if (name.equals("embeddings")) {
                any = true;
                Json.array(in, each -> Json.object(each, this::embedding));
            } else if (name.equals("usageMetadata")) {
                usage = GeminiUsage.read(in);
            } else {
                in.skipChildren();
            }
        }

        private void embedding(String name, JsonParser in) throws IOException {
            if (!name.equals("values")) {
                in.skipChildren();
                return;
            }
            out.writeStartObject();
            out.writeStringField("object", "embedding");
            out.writeNumberField("index", index++);
            out.writeFieldName("embedding");
            vectors.copy(in, out);
            out.writeEndObject();
        }
    }
}
