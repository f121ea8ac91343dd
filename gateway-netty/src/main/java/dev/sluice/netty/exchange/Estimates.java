package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.failure.Failure.Source;
import dev.sluice.core.request.Endpoint;
import org.jspecify.annotations.Nullable;

/** Of what requests tokens can be counted that the provider does not report. Stateless. */
final class Estimates {

    private Estimates() {}

    /** Whether what is asked for is made of, or costs, tokens of text. */
    static boolean counts(Endpoint endpoint) {
        return switch (endpoint) {
            case EMBEDDINGS, EMBED_CONTENT, BATCH_EMBED_CONTENTS -> true;
            default -> generates(endpoint);
        };
    }

    /** Whether the answer is text that a model generates. */
    static boolean generates(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES, GENERATE_CONTENT, STREAM_GENERATE_CONTENT -> true;
            default -> false;
        };
    }

    /** Whether it was the gateway or its client that did not want the answer, and not the provider that failed. */
    static boolean leaves(@Nullable Code why) {
        return why == Code.HEDGE_LOST || why == Code.OUTPUT_LIMIT || why != null && why.source() == Source.CALLER;
    }
}
