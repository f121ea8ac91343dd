package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.messages.Messages;
import java.util.Map;

/** Clients speak Anthropic's messages, the provider OpenAI's chat completions. */
final class MessagesToCompletions {

    /**
     * Nothing goes over as it is. {@code metadata} names the client's user, which OpenAI's, that is kept with the
     * answer, does not; {@code service_tier} has other words there, and like hints to the cache changes no answer.
     * Containers, MCP servers, edits of the context and where inference may run change the answer or what is promised
     * to the client, and have no counterpart: they are a loss.
     */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_MESSAGES);

    private MessagesToCompletions() {}

    static Translation translation() {
        return new ChatTranslation(new Messages(), new ChatCompletions(), RULES);
    }
}
