package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import java.util.Map;

/** Serves Gemini's generateContent by OpenAI's chat completions. */
final class GenerateContentToCompletions {

    /**
     * Nothing goes over as it is. Left out without a word: what the path says already, marks for the bill, and how
     * strictly Google's filters look, where OpenAI has its own, which nobody can set.
     */
    static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_GENERATE_CONTENT);

    private GenerateContentToCompletions() {}

    static Translation translation() {
        return new ChatTranslation(new GenerateContent(), new ChatCompletions(), RULES);
    }
}
