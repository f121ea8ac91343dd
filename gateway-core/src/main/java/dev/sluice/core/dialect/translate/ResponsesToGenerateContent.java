package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.responses.Responses;
import java.util.Map;

/** Clients speak OpenAI's responses, the provider Gemini's generateContent. */
final class ResponsesToGenerateContent {

    /**
     * Who asks, at what price and with which cache are matters of OpenAI's, of which no answer depends; its tiers are
     * not Gemini's. Nothing is stored, with what it is labelled or without; and only tools that OpenAI runs itself,
     * which are not carried over, count as {@code max_tool_calls}.
     */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_RESPONSES);

    private ResponsesToGenerateContent() {}

    static Translation translation() {
        return new ChatTranslation(new Responses(), new GenerateContent(), RULES);
    }
}
