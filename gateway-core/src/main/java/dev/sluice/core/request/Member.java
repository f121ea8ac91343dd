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
    CONVERSATION("conversation");

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
            case 4 -> USER;
            case 5 -> key.is(STORE.key) ? STORE : MODEL;
            case 6 -> STREAM;
            case 10 -> MAX_TOKENS;
            case 12 -> CONVERSATION;
            case 14 -> STREAM_OPTIONS;
            case 20 -> PREVIOUS_RESPONSE_ID;
            case 21 -> MAX_COMPLETION_TOKENS;
            default -> null;
        };
        return member != null && key.is(member.key) ? member : null;
    }

    static @Nullable Member ofStreamOptions(CapturedText key) {
        return key.is(INCLUDE_USAGE.key) ? INCLUDE_USAGE : null;
    }
}
