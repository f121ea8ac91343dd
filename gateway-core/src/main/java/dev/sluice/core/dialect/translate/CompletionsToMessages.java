package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Extras;
import dev.sluice.core.dialect.translate.completions.ChatCompletions;
import dev.sluice.core.dialect.translate.messages.Messages;
import java.util.Map;

/** Clients speak chat completions, the provider Anthropic's messages. */
final class CompletionsToMessages {

    /**
     * Nothing goes over under another name: {@code user} would be Anthropic's {@code metadata.user_id}, but may say
     * more of a person than Anthropic wants to be told.
     */
    static final Extras.Rules RULES = new Extras.Rules(Map.of(), LeftOut.OF_COMPLETIONS);

    private CompletionsToMessages() {}

    static Translation translation() {
        return new ChatTranslation(new ChatCompletions(), new Messages(), RULES);
    }
}
