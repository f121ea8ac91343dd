package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.UsageBuilder;
import java.io.IOException;

/**
 * Reads a {@code usage} object in any of its shapes: prompt and completion tokens (chat, completions, embeddings),
 * input and output tokens (responses, images, transcriptions). Transcriptions billed by duration report no tokens.
 */
public final class OpenAiUsage {

    private final UsageBuilder usage = Usage.builder();

    private OpenAiUsage() {}

    /** Reads the object at which the parser stands, to its end. */
    public static Usage read(JsonParser in) throws IOException {
        OpenAiUsage usage = new OpenAiUsage();
        Json.object(in, usage::member);
        return usage.usage.build();
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> usage.input(Json.count(in));
            case "completion_tokens", "output_tokens" -> usage.output(Json.count(in));
            case "prompt_tokens_details", "input_tokens_details", "input_token_details" ->
                Json.object(in, this::inputDetail);
            case "completion_tokens_details", "output_tokens_details", "output_token_details" ->
                Json.object(in, this::outputDetail);
            default -> in.skipChildren();
        }
    }

    private void inputDetail(String name, JsonParser in) throws IOException {
        switch (name) {
            case "cached_tokens" -> usage.cachedInput(Json.count(in));
            case "cache_write_tokens" -> usage.cacheWrite(Json.count(in));
            case "audio_tokens" -> usage.audioInput(Json.count(in));
            case "image_tokens" -> usage.imageInput(Json.count(in));
            default -> in.skipChildren();
        }
    }

    private void outputDetail(String name, JsonParser in) throws IOException {
        switch (name) {
            case "reasoning_tokens" -> usage.reasoning(Json.count(in));
            case "audio_tokens" -> usage.audioOutput(Json.count(in));
            case "image_tokens" -> usage.imageOutput(Json.count(in));
            default -> in.skipChildren();
        }
    }
}
