package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.messages.Messages;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;

/** Serves Anthropic's count_tokens by Gemini's countTokens. Immutable, thread-safe. */
final class CountTokensToGemini implements Translation {

    /** What is said about caches, and by whom, is not counted. */
    private static final Extras.Rules RULES =
            new Extras.Rules(Map.of(), Set.of("cache_control", "metadata", "service_tier", "context_management"));

    private final Rewriting rewriting;

    private CountTokensToGemini(Rewriting rewriting) {
        this.rewriting = rewriting;
    }

    static Translation translation() {
        return new CountTokensToGemini(new Rewriting(
                "Anthropic count_tokens",
                new Messages().countingReader(),
                "Gemini countTokens",
                new GenerateContent().countingWriter(),
                RULES));
    }

    @Override
    public Endpoint served(Delivery delivery) {
        return Endpoint.GEMINI_COUNT_TOKENS;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return GenerateContent.target(model, "countTokens");
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        return rewriting.write(request, order, out);
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        TokenCounts.carry(answer, "totalTokens", "input_tokens", out);
        return true;
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        throw new IllegalStateException("counts come whole");
    }
}
