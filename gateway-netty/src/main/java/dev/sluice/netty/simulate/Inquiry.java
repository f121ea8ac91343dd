package dev.sluice.netty.simulate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body asks for. Two bodies that differ in layout, in the order of their members or in what a gateway
 * splices in ({@code stream_options}) have the same {@code content}.
 *
 * @param model the model's name without its script; null when there is none
 * @param script the settings behind the {@code +} of the model's name; empty: none
 * @param content a hash of the model's name and of everything under {@code messages}, {@code input}, {@code prompt} and
 *     {@code instructions}
 * @param promptTokens the UTF-8 bytes of all content (strings under {@code content}, {@code text}, {@code input},
 *     {@code prompt} and {@code instructions} there; four for a token that is a number), divided by four, rounded up;
 *     or what the provider's tokenizer counts of it, and of calls of tools
 * @param items a hash for each input of an embeddings or moderations request
 */
record Inquiry(
        @Nullable String model,
        String script,
        long content,
        long promptTokens,
        List<Long> items,
        Wishes wishes,
        Asks asks) {

    Inquiry {
        items = List.copyOf(items);
    }

    /**
     * How the answer is wanted.
     *
     * @param maxTokens the lowest of the limits given; {@link Integer#MAX_VALUE}: none
     * @param choices how many answers ({@code n})
     * @param dimensions the length of embeddings; 0: not given
     * @param base64 whether embeddings are wanted in base64
     */
    record Wishes(boolean stream, boolean includeUsage, int maxTokens, int choices, int dimensions, boolean base64) {}

    /** Whether there is anything to answer. */
    boolean hasInput() {
        return !items.isEmpty();
    }

    long contentOf(int item) {
        return items.get(item);
    }
}
