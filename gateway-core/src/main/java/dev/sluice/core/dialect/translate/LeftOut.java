package dev.sluice.core.dialect.translate;

import java.util.Set;

/**
 * Members of each format's requests that change no answer, and are left out without a word where the provider is of
 * another vendor. What a pair carries over all the same its own rules say.
 */
final class LeftOut {

    static final Set<String> OF_COMPLETIONS = Set.of(
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
            "prediction");

    static final Set<String> OF_RESPONSES = Set.of(
            // Nothing is stored, with what it is labelled or without.
            "store",
            "metadata",
            // Who asks, at what price and with which cache are matters of OpenAI's.
            "user",
            "safety_identifier",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "stream_options",
            // Only tools that OpenAI runs itself count, which are not carried over.
            "max_tool_calls");

    static final Set<String> OF_MESSAGES = Set.of(
            // Names the client's user.
            "metadata",
            "service_tier",
            // A hint; caches of others are automatic.
            "cache_control",
            // What others have in headers.
            "anthropic_version",
            "anthropic_beta");

    static final Set<String> OF_GENERATE_CONTENT = Set.of(
            // The path says it already.
            "model",
            // Marks for the bill.
            "labels",
            // How strictly Google's filters look: others have their own, which nobody can set.
            "safetySettings",
            "generationConfig.enableEnhancedCivicAnswers",
            "generationConfig.audioTimestamp");

    private LeftOut() {}
}
