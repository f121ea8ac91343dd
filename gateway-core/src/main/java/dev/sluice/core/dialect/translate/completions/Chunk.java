package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.dialect.OpenAiUsage;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a stream, or a whole answer, which differ in little: read in one pass, in whatever order its members come.
 * Of several choices the first is read, as more than one is never asked for. Single-threaded.
 */
final class Chunk {

    private static final int LONGEST = Integer.MAX_VALUE;

    private final Said said = new Said();
    private String id = "";
    private String model = "";
    private boolean hasChoice;
    private String finishReason = "";
    private @Nullable Usage usage;

    private Chunk() {}

    /** @param in before the first token */
    static Chunk read(JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no JSON object");
        }
        Chunk chunk = new Chunk();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            chunk.member(name, in);
        }
        return chunk;
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    boolean hasChoice() {
        return hasChoice;
    }

    /** Nothing where there is no choice. */
    Said said() {
        return said;
    }

    /** Empty where it goes on. */
    String finishReason() {
        return finishReason;
    }

    /** Null where nothing is reported. */
    @Nullable
    Usage usage() {
        return usage;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(in, LONGEST);
            case "model" -> model = Json.text(in, LONGEST);
            case "choices" -> choices(in);
            case "usage" -> usage(in);
            case "x_groq" -> Json.object(in, this::onlyUsage);
            default -> in.skipChildren();
        }
    }

    private void usage(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        Usage told = OpenAiUsage.read(in);
        if (told.reported()) {
            usage = told;
        }
    }

    private void onlyUsage(String name, JsonParser in) throws IOException {
        if (name.equals("usage")) {
            usage(in);
        } else {
            in.skipChildren();
        }
    }

    private void choices(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (hasChoice || in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
            } else {
                hasChoice = true;
                choice(in);
            }
        }
    }

    private void choice(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "delta", "message" -> said.read(in);
                case "finish_reason" -> finishReason = Json.text(in, LONGEST);
                // Moonshot's place for it.
                case "usage" -> usage(in);
                default -> in.skipChildren();
            }
        }
    }
}
