package dev.sluice.core.dialect.translate;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.request.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All translations: which endpoint can be served by which other one. A new one is one class and one line here. What
 * Gemini has two endpoints for is in the table once, under that of whole answers. Immutable, thread-safe.
 */
public final class Translations {

    private final Map<Endpoint, Map<Endpoint, Translation>> table = new EnumMap<>(Endpoint.class);

    public Translations() {
        add(Endpoint.CHAT_COMPLETIONS, Endpoint.RESPONSES, CompletionsToResponses.translation());
        add(Endpoint.CHAT_COMPLETIONS, Endpoint.MESSAGES, CompletionsToMessages.translation());
        add(Endpoint.CHAT_COMPLETIONS, Endpoint.GENERATE_CONTENT, CompletionsToGenerateContent.translation());
        add(Endpoint.RESPONSES, Endpoint.CHAT_COMPLETIONS, ResponsesToCompletions.translation());
        add(Endpoint.RESPONSES, Endpoint.MESSAGES, ResponsesToMessages.translation());
        add(Endpoint.RESPONSES, Endpoint.GENERATE_CONTENT, ResponsesToGenerateContent.translation());
        add(Endpoint.MESSAGES, Endpoint.CHAT_COMPLETIONS, MessagesToCompletions.translation());
        add(Endpoint.MESSAGES, Endpoint.RESPONSES, MessagesToResponses.translation());
        add(Endpoint.MESSAGES, Endpoint.GENERATE_CONTENT, MessagesToGenerateContent.translation());
        add(Endpoint.GENERATE_CONTENT, Endpoint.CHAT_COMPLETIONS, GenerateContentToCompletions.translation());
        add(Endpoint.GENERATE_CONTENT, Endpoint.RESPONSES, GenerateContentToResponses.translation());
        add(Endpoint.GENERATE_CONTENT, Endpoint.MESSAGES, GenerateContentToMessages.translation());
        add(Endpoint.EMBEDDINGS, Endpoint.BATCH_EMBED_CONTENTS, EmbeddingsToBatchEmbedContents.translation());
        add(Endpoint.EMBED_CONTENT, Endpoint.EMBEDDINGS, EmbedContentToEmbeddings.translation());
        add(Endpoint.BATCH_EMBED_CONTENTS, Endpoint.EMBEDDINGS, EmbedContentToEmbeddings.ofBatches());
        add(Endpoint.COUNT_TOKENS, Endpoint.GEMINI_COUNT_TOKENS, CountTokensToGemini.translation());
        add(Endpoint.GEMINI_COUNT_TOKENS, Endpoint.COUNT_TOKENS, GeminiCountTokensToMessages.translation());
    }

    private Translations(Translations others) {
        others.table.forEach((called, row) -> table.put(called, new EnumMap<>(row)));
    }

    /** These and one more. */
    public Translations and(Endpoint called, Endpoint served, Translation translation) {
        Translations more = new Translations(this);
        more.add(called, served, translation);
        return more;
    }

    /** How what is sent to {@code called} is said at {@code served}; null where it cannot be. */
    public @Nullable Translation find(Endpoint called, Endpoint served) {
        return table.getOrDefault(whole(called), Map.of()).get(whole(served));
    }

    /** How what is sent to {@code called} is said to a provider of this dialect; null where it cannot be. */
    public @Nullable Wording wording(Endpoint called, Dialect spoken) {
        if (spoken.serves(called)) {
            return Wording.AS_IT_CAME;
        }
        for (Endpoint served : spoken.conversations()) {
            Translation found = find(called, served);
            if (found != null) {
                return new Wording(found);
            }
        }
        return other(called, spoken);
    }

    /** How something else than a conversation is said. */
    private @Nullable Wording other(Endpoint called, Dialect spoken) {
        for (Map.Entry<Endpoint, Translation> each :
                table.getOrDefault(whole(called), Map.of()).entrySet()) {
            if (spoken.serves(each.getKey())) {
                return new Wording(each.getValue());
            }
        }
        return null;
    }

    private void add(Endpoint called, Endpoint served, Translation translation) {
        table.computeIfAbsent(whole(called), each -> new EnumMap<>(Endpoint.class))
                .put(whole(served), translation);
    }

    private static Endpoint whole(Endpoint endpoint) {
        return endpoint == Endpoint.STREAM_GENERATE_CONTENT ? Endpoint.GENERATE_CONTENT : endpoint;
    }
}
