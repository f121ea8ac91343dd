package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.responses.Responses;
import java.util.Map;
import java.util.Set;

/** Clients speak OpenAI's responses, the provider OpenAI's chat completions. */
final class ResponsesToCompletions {

    /**
     * Both are OpenAI's, so that most hints are called alike. Nothing is stored, with what it is labelled or without;
     * and only tools that OpenAI runs itself, which are not carried over, count as {@code max_tool_calls}.
     */
    private static final Extras.Rules RULES = new Extras.Rules(
            Map.of(
                    "text.verbosity", "verbosity",
                    "service_tier", "service_tier",
                    "user", "user",
                    "safety_identifier", "safety_identifier",
                    "prompt_cache_key", "prompt_cache_key",
                    "prompt_cache_retention", "prompt_cache_retention"),
            Set.of("store", "metadata", "stream_options", "max_tool_calls", "prompt_cache_options"));

    private ResponsesToCompletions() {}

    static Translation translation() {
        return new ChatTranslation(new Responses(), new ChatCompletions(), RULES);
    }
}
