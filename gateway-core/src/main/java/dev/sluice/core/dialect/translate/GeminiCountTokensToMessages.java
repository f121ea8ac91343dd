package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.filter.FilteringGeneratorDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.dialect.translate.generate.GenerateContent;
import dev.sluice.core.dialect.translate.messages.Messages;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves Gemini's countTokens by Anthropic's count_tokens, which refuses what is not counted. Immutable, thread-safe.
 */
final class GeminiCountTokensToMessages implements Translation {

    /** What is said besides the prompt adds nothing to it. */
    private static final Extras.Rules RULES = new Extras.Rules(
            Map.of(),
            Set.of(
                    "model",
                    "labels",
                    "safetySettings",
                    "generationConfig.mediaResolution",
                    "generationConfig.responseLogprobs",
                    "generationConfig.logprobs",
                    "generationConfig.enableEnhancedCivicAnswers",
                    "generationConfig.audioTimestamp"));

    private final Rewriting rewriting;

    private GeminiCountTokensToMessages(Rewriting rewriting) {
        this.rewriting = rewriting;
    }

    static Translation translation() {
        return new GeminiCountTokensToMessages(new Rewriting(
                "Gemini countTokens",
                new GenerateContent().countingReader(),
                "Anthropic count_tokens",
                GeminiCountTokensToMessages::write,
                RULES));
    }

    @Override
    public Endpoint served(Delivery delivery) {
        return Endpoint.COUNT_TOKENS;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return Endpoint.COUNT_TOKENS.template();
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        return rewriting.write(request, order, out);
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        TokenCounts.carry(answer, "input_tokens", "totalTokens", out);
        return true;
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        throw new IllegalStateException("counts come whole");
    }

    private static boolean write(JsonGenerator out, RequestWriter.Draft draft, RequestWriter.TurnSource turns)
            throws IOException, UncarriedException {
        ChatOptions all = draft.options();
        ChatOptions counted = new ChatOptions(
                all.system(), Map.of(), List.of(), all.tools(), all.toolChoice(), all.shape(), all.thinking());
        try (JsonGenerator some =
                new FilteringGeneratorDelegate(out, new Counted(), TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            return new Messages()
                    .requestWriter()
                    .write(
                            some,
                            new RequestWriter.Draft(
                                    draft.model(), draft.delivery(), counted, draft.extras(), draft.losses()),
                            turns);
        }
    }

    /** Lets through the members that a count is made of. */
    private static final class Counted extends TokenFilter {

        private static final Set<String> MEMBERS =
                Set.of("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config");

        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return MEMBERS.contains(name) ? TokenFilter.INCLUDE_ALL : null;
        }
    }
}
