package dev.sluice.core.dialect.translate.generate;

import org.jspecify.annotations.Nullable;

/**
 * Gemini's signatures of thoughts as other formats keep them: marked, for in a conversation that went from one provider
 * to the other there are some that Gemini would refuse. Stateless.
 */
final class OwnSignature {

    private static final String MARK = "gemini:";

    private OwnSignature() {}

    static String marked(String signature) {
        return MARK + signature;
    }

    /** The signature as Gemini knows it; null where it is none of its own. */
    static @Nullable String of(String marked) {
        return marked.startsWith(MARK) ? marked.substring(MARK.length()) : null;
    }
}
