package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import java.util.Map;
import java.util.Set;

/** Clients speak chat completions, the provider Gemini's generateContent. */
final class CompletionsToGenerateContent {

    /**
     * Nothing goes over under another name: Gemini could tell the likelihoods that {@code logprobs} asks for, but in
     * tokens of its own, and {@code labels} are not what {@code metadata} is.
     */
    static final Extras.Rules RULES = new Extras.Rules(
            Map.of(),
            Set.of(
                    // Usage is always told to who asked for it; obfuscation only pads.
                    "stream_options",
                    // Bookkeeping at OpenAI.
                    "store",
                    "metadata",
                    "user",
                    "safety_identifier",
                    // Whatever the tier, the answer is the same.
                    "service_tier",
                    // Hints that make an answer cheaper or sooner.
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "prediction"));

    private CompletionsToGenerateContent() {}

    static Translation translation() {
        return new ChatTranslation(new ChatCompletions(), new GenerateContent(), RULES);
    }
}
