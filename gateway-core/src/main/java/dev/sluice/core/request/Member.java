package dev.sluice.core.request;

import org.jspecify.annotations.Nullable;

/**
 * The members of a request body that the gateway knows. Hardly two names have the same length, which makes look-up one
 * comparison.
 */
public enum Member {
    MODEL("model"),
    STREAM("stream"),
    STREAM_OPTIONS("stream_options"),
    /** Stands inside of {@link #STREAM_OPTIONS}. */
    INCLUDE_USAGE("stream_options.include_usage"),
    MAX_TOKENS("max_tokens"),
    MAX_COMPLETION_TOKENS("max_completion_tokens"),
    USER("user"),
    PREVIOUS_RESPONSE_ID("previous_response_id"),
    STORE("store"),
    CONVERSATION("conversation"),
    /** How many answers are wanted, each as long as the limit allows. */
    CHOICES("n"),
    MAX_OUTPUT_TOKENS("max_output_tokens"),
    /** Gemini's; it understands both spellings of each of its names. */
    GENERATION_CONFIG("generationConfig"),
    /** Stands inside of {@link #GENERATION_CONFIG}. */
    CONFIG_MAX_OUTPUT_TOKENS("generationConfig.maxOutputTokens"),
    /** Stands inside of {@link #GENERATION_CONFIG}. */
    CONFIG_CANDIDATE_COUNT("generationConfig.candidateCount");

    private final String path;
    private final String key;

    Member(String path) {
        this.path = path;
        this.key = path.substring(path.indexOf('.') + 1);
    }

    /** Where the member stands, in words that an error's {@code param} uses. */
    public String path() {
        return path;
    }

    static @Nullable Member ofBody(CapturedText key) {
        Member member = switch (key.length()) {
            case 1 -> CHOICES;
            case 4 -> USER;
            case 5 -> key.is(STORE.key) ? STORE : MODEL;
            case 6 -> STREAM;
            case 10 -> MAX_TOKENS;
            case 12 -> CONVERSATION;
            case 14 -> STREAM_OPTIONS;
            case 16 -> GENERATION_CONFIG;
            case 17 -> key.is("generation_config") ? GENERATION_CONFIG : MAX_OUTPUT_TOKENS;
            case 20 -> PREVIOUS_RESPONSE_ID;
            case 21 -> MAX_COMPLETION_TOKENS;
            default -> null;
        };
        return member != null && (key.is(member.key) || member == GENERATION_CONFIG && key.length() == 17)
                ? member
                : null;
    }

    static @Nullable Member ofStreamOptions(CapturedText key) {
        return key.is(INCLUDE_USAGE.key) ? INCLUDE_USAGE : null;
    }

    static @Nullable Member ofGenerationConfig(CapturedText key) {
        if (key.is(CONFIG_MAX_OUTPUT_TOKENS.key) || key.is(MAX_OUTPUT_TOKENS.key)) {
            return CONFIG_MAX_OUTPUT_TOKENS;
        }
        return key.is(CONFIG_CANDIDATE_COUNT.key) || key.is("candidate_count") ? CONFIG_CANDIDATE_COUNT : null;
    }
}
