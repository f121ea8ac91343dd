package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.messages.Messages;
import java.util.Map;

/** Clients speak Anthropic's messages, the provider Gemini's generateContent. */
final class MessagesToGenerateContent {

    /**
     * Nothing goes over as it is. Gemini knows neither users nor tiers of service, and caches by itself: that changes
     * no answer. Containers, MCP servers, edits of the context and where inference may run change the answer or what is
     * promised to the client, and have no counterpart: they are a loss.
     */
    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_MESSAGES);

    private MessagesToGenerateContent() {}

    static Translation translation() {
        return new ChatTranslation(new Messages(), new GenerateContent(), RULES);
    }
}
