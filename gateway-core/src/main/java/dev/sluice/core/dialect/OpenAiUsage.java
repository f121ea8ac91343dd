package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/**
 * Reads a {@code usage} object in any of its shapes: prompt and completion tokens (chat, completions, embeddings),
 * input and output tokens (responses, images, transcriptions). Transcriptions billed by duration report no tokens.
 */
public final class OpenAiUsage {

    private long input = Usage.UNREPORTED;
    private long output = Usage.UNREPORTED;
    private long cachedInput = Usage.UNREPORTED;
    private long cacheWrite = Usage.UNREPORTED;
    private long reasoning = Usage.UNREPORTED;

    private OpenAiUsage() {}

    /** Reads the object at which the parser stands, to its end. */
    public static Usage read(JsonParser in) throws IOException {
        OpenAiUsage usage = new OpenAiUsage();
        Json.object(in, usage::member);
        return new Usage(
                usage.input, usage.output, usage.cachedInput, usage.cacheWrite, usage.reasoning, Usage.UNREPORTED);
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> input = Json.count(in);
            case "completion_tokens", "output_tokens" -> output = Json.count(in);
            case "prompt_tokens_details",
                    "input_tokens_details",
                    "input_token_details",
                    "completion_tokens_details",
                    "output_tokens_details",
                    "output_token_details" -> Json.object(in, this::detail);
            default -> in.skipChildren();
        }
    }

    private void detail(String name, JsonParser in) throws IOException {
        switch (name) {
            case "cached_tokens" -> cachedInput = Json.count(in);
            case "cache_write_tokens" -> cacheWrite = Json.count(in);
            case "reasoning_tokens" -> reasoning = Json.count(in);
            default -> in.skipChildren();
        }
    }
}
