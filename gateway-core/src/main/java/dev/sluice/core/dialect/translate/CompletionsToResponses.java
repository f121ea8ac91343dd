package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.responses.Responses;
import java.util.Map;
import java.util.Set;

/** Clients speak chat completions, the provider OpenAI's responses: one house, so that most is called the same. */
final class CompletionsToResponses {

    static final Extras.Rules RULES = new Extras.Rules(
            Map.of(
                    "verbosity", "text.verbosity",
                    "metadata", "metadata",
                    "user", "user",
                    "safety_identifier", "safety_identifier",
                    "service_tier", "service_tier",
                    "prompt_cache_key", "prompt_cache_key",
                    "prompt_cache_retention", "prompt_cache_retention"),
            Set.of(
                    // Usage is always told to who asked for it; obfuscation only pads.
                    "stream_options",
                    // A stored response could not be found by a client that knows no responses: none is stored.
                    "store",
                    // A hint that makes an answer come sooner.
                    "prediction"));

    private CompletionsToResponses() {}

    static Translation translation() {
        return new ChatTranslation(new ChatCompletions(), new Responses(), RULES);
    }
}
