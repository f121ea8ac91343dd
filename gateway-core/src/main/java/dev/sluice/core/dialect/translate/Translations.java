package dev.sluice.core.dialect.translate;

import dev.sluice.core.request.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All translations: which endpoint can be served by which other one. A new one is one class and one line here.
 * Immutable, thread-safe.
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
        addGenerateContent(Endpoint.CHAT_COMPLETIONS, GenerateContentToCompletions.translation());
        addGenerateContent(Endpoint.RESPONSES, GenerateContentToResponses.translation());
        addGenerateContent(Endpoint.MESSAGES, GenerateContentToMessages.translation());
        add(Endpoint.EMBEDDINGS, Endpoint.BATCH_EMBED_CONTENTS, EmbeddingsToBatchEmbedContents.translation());
        add(Endpoint.EMBED_CONTENT, Endpoint.EMBEDDINGS, EmbedContentToEmbeddings.translation());
        add(Endpoint.BATCH_EMBED_CONTENTS, Endpoint.EMBEDDINGS, EmbedContentToEmbeddings.ofBatches());
        add(Endpoint.COUNT_TOKENS, Endpoint.GEMINI_COUNT_TOKENS, CountTokensToGemini.translation());
        add(Endpoint.GEMINI_COUNT_TOKENS, Endpoint.COUNT_TOKENS, GeminiCountTokensToMessages.translation());
    }

    /** How what is sent to {@code called} is said at {@code served}; null where it cannot be. */
    public @Nullable Translation find(Endpoint called, Endpoint served) {
        return table.getOrDefault(called, Map.of()).get(served);
    }

    private void add(Endpoint called, Endpoint served, Translation translation) {
        table.computeIfAbsent(called, each -> new EnumMap<>(Endpoint.class)).put(served, translation);
    }

    /** Its path says whether a stream is asked for: two endpoints, one format. */
    private void addGenerateContent(Endpoint served, Translation translation) {
        add(Endpoint.GENERATE_CONTENT, served, translation);
        add(Endpoint.STREAM_GENERATE_CONTENT, served, translation);
    }
}
