package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/**
 * Reads a {@code usage} object in any of its shapes: prompt and completion tokens (chat, completions, embeddings),
 * input and output tokens (responses, images, transcriptions). Transcriptions billed by duration report no tokens.
 */
final class OpenAiUsage {

    /** Thread-safe; its symbol table is bounded by Jackson. */
    static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private long input = Usage.UNREPORTED;
    private long output = Usage.UNREPORTED;
    private long cachedInput = Usage.UNREPORTED;
    private long cacheWrite = Usage.UNREPORTED;
    private long reasoning = Usage.UNREPORTED;

    private OpenAiUsage() {}

    /** Reads the object that the parser has just entered, to its end. */
    static Usage read(JsonParser in) throws IOException {
        OpenAiUsage usage = new OpenAiUsage();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            usage.member(name, in);
        }
        return new Usage(usage.input, usage.output, usage.cachedInput, usage.cacheWrite, usage.reasoning);
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> input = count(in);
            case "completion_tokens", "output_tokens" -> output = count(in);
            case "prompt_tokens_details",
                    "input_tokens_details",
                    "input_token_details",
                    "completion_tokens_details",
                    "output_tokens_details",
                    "output_token_details" -> details(in);
            default -> in.skipChildren();
        }
    }

    private void details(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "cached_tokens" -> cachedInput = count(in);
                case "cache_write_tokens" -> cacheWrite = count(in);
                case "reasoning_tokens" -> reasoning = count(in);
                default -> in.skipChildren();
            }
        }
    }

    private static long count(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            long value = in.getLongValue();
            return value < 0 ? Usage.UNREPORTED : value;
        }
        in.skipChildren();
        return Usage.UNREPORTED;
    }
}
