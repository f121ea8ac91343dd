package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.messages.Messages;
import dev.sluice.core.dialect.translate.responses.Responses;
import java.util.Map;

/** Clients speak Anthropic's messages, the provider OpenAI's responses. */
final class MessagesToResponses {

    /**
     * Nothing goes over as it is. {@code metadata} names the client's user, which OpenAI's, that is kept with the
     * answer, does not; {@code service_tier} has other words there, and like hints to the cache, which is automatic
     * there, changes no answer. A {@code container} is Anthropic's own even though responses have some, too.
     * Containers, MCP servers, edits of the context and where inference may run change the answer or what is promised
     * to the client, and have no counterpart: they are a loss.
     */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_MESSAGES);

    private MessagesToResponses() {}

    static Translation translation() {
        return new ChatTranslation(new Messages(), new Responses(), RULES);
    }
}
