package dev.sluice.core.manage;

import org.jspecify.annotations.Nullable;

/**
 * Why an operation was not done: a word from a closed list, and a sentence for the operator. Never holds a key's value.
 *
 * @param field what in the request is wrong, such as {@code keys[3].name}; null where it is not a matter of one field
 */
public record Refusal(
        Kind kind, String code, String message, @Nullable String field) {

    /** What is in the way. */
    public enum Kind {
        /** There is no such thing. */
        NOT_FOUND,
        /** What there is does not allow it. */
        CONFLICT,
        /** It has changed since the caller saw it. */
        STALE,
        /** The request makes no sense. */
        INVALID,
        /** It could not be done now. */
        UNAVAILABLE
    }

    public static Refusal notFound(String code, String message) {
        return new Refusal(Kind.NOT_FOUND, code, message, null);
    }

    public static Refusal conflict(String code, String message) {
        return new Refusal(Kind.CONFLICT, code, message, null);
    }

    /** Something that is not as the caller last saw it. */
    public static Refusal stale(String message) {
        return new Refusal(Kind.STALE, "version_mismatch", message, null);
    }

    /** A field that cannot be as it is. */
    public static Refusal invalid(String field, String message) {
        return new Refusal(Kind.INVALID, "invalid_field", message, field);
    }

    public static Refusal unavailable(String code, String message) {
        return new Refusal(Kind.UNAVAILABLE, code, message, null);
    }
}
