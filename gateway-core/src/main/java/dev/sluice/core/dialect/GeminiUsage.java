package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads Gemini's {@code usageMetadata}: what tools put into the prompt comes on top of the prompt, thoughts come on top
 * of the candidates. As Google writes no zeros, one of two that is absent is zero where the other is there. What was
 * cached of the sound and the images of a prompt is no part of them here.
 */
public final class GeminiUsage {

    private static final int LONGEST_NAME = 100;

    private long prompt = Usage.UNREPORTED;
    private long toolPrompt = Usage.UNREPORTED;
    private long cached = Usage.UNREPORTED;
    private long candidates = Usage.UNREPORTED;
    private long thoughts = Usage.UNREPORTED;
    private @Nullable ServiceTier tier;
    private final Modalities ofPrompt = new Modalities();
    private final Modalities ofCached = new Modalities();
    private final Modalities ofCandidates = new Modalities();

    private GeminiUsage() {}

    /** Reads the object at which the parser stands, to its end. */
    public static Usage read(JsonParser in) throws IOException {
        GeminiUsage usage = new GeminiUsage();
        Json.object(in, usage::member);
        return usage.build();
    }

    private Usage build() {
        return Usage.builder()
                .input(Json.sum(prompt, toolPrompt))
                .output(Json.sum(candidates, thoughts))
                .cachedInput(cached)
                .reasoning(thoughts)
                .audioInput(less(ofPrompt.audio, ofCached.audio))
                .audioOutput(ofCandidates.audio)
                .imageInput(less(ofPrompt.image, ofCached.image))
                .imageOutput(ofCandidates.image)
                .tier(Objects.requireNonNullElse(tier, ServiceTier.STANDARD))
                .build();
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "promptTokenCount" -> prompt = Json.count(in);
            case "toolUsePromptTokenCount" -> toolPrompt = Json.count(in);
            case "cachedContentTokenCount" -> cached = Json.count(in);
            case "candidatesTokenCount" -> candidates = Json.count(in);
            case "thoughtsTokenCount" -> thoughts = Json.count(in);
            case "promptTokensDetails", "toolUsePromptTokensDetails" -> Json.array(in, ofPrompt::add);
            case "cacheTokensDetails" -> Json.array(in, ofCached::add);
            case "candidatesTokensDetails" -> Json.array(in, ofCandidates::add);
            case "trafficType", "serviceTier" -> {
                ServiceTier told = ServiceTier.called(Json.text(in, LONGEST_NAME));
                tier = told == null ? tier : told;
            }
            default -> in.skipChildren();
        }
    }

    private static long less(long whole, long part) {
        return whole == Usage.UNREPORTED ? whole : Math.max(0, whole - Math.max(0, part));
    }

    /** Tokens by what they stand for. */
    private static final class Modalities {

        private long audio = Usage.UNREPORTED;
        private long image = Usage.UNREPORTED;
        private String modality = "";
        private long count;

        /** Adds the object at which the parser stands. */
        void add(JsonParser in) throws IOException {
            modality = "";
            count = Usage.UNREPORTED;
            Json.object(in, this::member);
            switch (modality) {
                case "AUDIO" -> audio = Json.sum(audio, count);
                case "IMAGE" -> image = Json.sum(image, count);
                default -> {}
            }
        }

        private void member(String name, JsonParser in) throws IOException {
            switch (name) {
                case "modality" -> modality = Json.text(in, LONGEST_NAME);
                case "tokenCount" -> count = Json.count(in);
                default -> in.skipChildren();
            }
        }
    }
}
