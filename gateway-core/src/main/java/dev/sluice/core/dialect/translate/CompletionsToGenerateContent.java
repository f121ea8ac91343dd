package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import java.util.Map;

/** Clients speak chat completions, the provider Gemini's generateContent. */
final class CompletionsToGenerateContent {

    /**
     * Nothing goes over under another name: Gemini could tell the likelihoods that {@code logprobs} asks for, but in
     * tokens of its own, and {@code labels} are not what {@code metadata} is.
     */
    static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_COMPLETIONS);

    private CompletionsToGenerateContent() {}

    static Translation translation() {
        return new ChatTranslation(new ChatCompletions(), new GenerateContent(), RULES);
    }
}
