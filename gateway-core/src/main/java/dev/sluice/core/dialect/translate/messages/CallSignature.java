package dev.sluice.core.dialect.translate.messages;

import org.jspecify.annotations.Nullable;

/**
 * The signature that another provider wants back with a tool call. A {@code tool_use} has no place for it, so it is the
 * data of a {@code redacted_thinking} in front of it: clients give those back untouched.
 */
final class CallSignature {

    private static final String MARK = "tool_use:";

    private CallSignature() {}

    /** The data of the block. */
    static String sealed(String signature) {
        return MARK + signature;
    }

    /** The signature in the data of a block; null where it holds thoughts. */
    static @Nullable String opened(String data) {
        return data.startsWith(MARK) ? data.substring(MARK.length()) : null;
    }
}
