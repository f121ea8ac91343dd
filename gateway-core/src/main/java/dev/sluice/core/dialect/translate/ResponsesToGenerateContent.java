package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.responses.Responses;
import java.util.Map;
import java.util.Set;

/** Clients speak OpenAI's responses, the provider Gemini's generateContent. */
final class ResponsesToGenerateContent {

    /**
     * Who asks, at what price and with which cache are matters of OpenAI's, of which no answer depends; its tiers are
     * not Gemini's. Nothing is stored, with what it is labelled or without; and only tools that OpenAI runs itself,
     * which are not carried over, count as {@code max_tool_calls}.
     */
    private static final Extras.Rules RULES = new Extras.Rules(
            Map.of(),
            Set.of(
                    "store",
                    "metadata",
                    "user",
                    "safety_identifier",
                    "service_tier",
                    "stream_options",
                    "max_tool_calls",
                    "prompt_cache_key",
                    "prompt_cache_options",
                    "prompt_cache_retention"));

    private ResponsesToGenerateContent() {}

    static Translation translation() {
        return new ChatTranslation(new Responses(), new GenerateContent(), RULES);
    }
}
