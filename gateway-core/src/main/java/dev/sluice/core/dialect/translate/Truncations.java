package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.completions.ChunkTruncation;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.messages.Messages;
import dev.sluice.core.dialect.translate.responses.Responses;
import dev.sluice.core.request.Endpoint;
import org.jspecify.annotations.Nullable;

/** How streams are ended that go to their clients as they come. Stateless. */
public final class Truncations {

    private Truncations() {}

    /** For an answer in events; null where an endpoint has none that could be ended. */
    public static @Nullable Truncation of(Endpoint endpoint, Asked asked) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> new ChatCompletions().truncation(asked);
            case COMPLETIONS -> ChunkTruncation.ofText(asked);
            case RESPONSES -> new Responses().truncation(asked);
            case MESSAGES -> new Messages().truncation(asked);
            case STREAM_GENERATE_CONTENT -> new GenerateContent().truncation(asked);
            default -> null;
        };
    }
}
