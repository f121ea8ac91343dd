package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/**
 * Reads Gemini's {@code usageMetadata}: what tools put into the prompt comes on top of the prompt, thoughts come on top
 * of the candidates. As Google writes no zeros, one of two that is absent is zero where the other is there.
 */
public final class GeminiUsage {

    private long prompt = Usage.UNREPORTED;
    private long toolPrompt = Usage.UNREPORTED;
    private long cached = Usage.UNREPORTED;
    private long candidates = Usage.UNREPORTED;
    private long thoughts = Usage.UNREPORTED;

    private GeminiUsage() {}

    /** Reads the object at which the parser stands, to its end. */
    public static Usage read(JsonParser in) throws IOException {
        GeminiUsage usage = new GeminiUsage();
        Json.object(in, usage::member);
        return new Usage(
                Json.sum(usage.prompt, usage.toolPrompt),
                Json.sum(usage.candidates, usage.thoughts),
                usage.cached,
                Usage.UNREPORTED,
                usage.thoughts,
                Usage.UNREPORTED);
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "promptTokenCount" -> prompt = Json.count(in);
            case "toolUsePromptTokenCount" -> toolPrompt = Json.count(in);
            case "cachedContentTokenCount" -> cached = Json.count(in);
            case "candidatesTokenCount" -> candidates = Json.count(in);
            case "thoughtsTokenCount" -> thoughts = Json.count(in);
            default -> in.skipChildren();
        }
    }
}
