package dev.sluice.core.config;

import dev.sluice.core.estimate.EstimateSettings;
import dev.sluice.core.estimate.MeteringSettings;
import dev.sluice.core.request.Protocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Section {@code metering}. */
public record MeteringConfig(
        @Key(doc = "By what the count of OpenAI's tokenizer is multiplied, by the provider's dialect.")
        Factors factors,

        @Key(
                doc = "Tokens of a request besides those of its messages.",
                defaultsTo = "3",
                atLeast = "0",
                atMost = "10000")
        int requestTokens,

        @Key(
                doc = "Tokens of a message besides those of its texts, each of which has one for its end.",
                defaultsTo = "3",
                atLeast = "0",
                atMost = "10000")
        int messageTokens,

        @Key(
                doc = "Tokens of an image, or a document, in a prompt.",
                defaultsTo = "765",
                atLeast = "0",
                atMost = "1000000")
        int imageTokens) {

    /** Section {@code metering.factors}. */
    public record Factors(
            @Key(doc = "Of OpenAI's models it is the right one.", defaultsTo = "1", atLeast = "0.1", atMost = "10")
            double openai,

            @Key(
                    doc = "Claude's tokenizer is another one, and makes more of the same text.",
                    defaultsTo = "1.2",
                    atLeast = "0.1",
                    atMost = "10")
            double anthropic,

            @Key(
                    doc = "Gemini's is another one, and makes about as many.",
                    defaultsTo = "1",
                    atLeast = "0.1",
                    atMost = "10")
            double gemini) {}

    /** With what each provider has of its own. */
    MeteringSettings settings(List<ProviderConfig> providers) {
        Map<String, Long> drains = new HashMap<>();
        for (ProviderConfig provider : providers) {
            if (provider.onClientGone() == ProviderConfig.OnClientGone.DRAIN) {
                drains.put(provider.name(), provider.drainLimit().toNanos());
            }
        }
        return new MeteringSettings(
                new EstimateSettings(
                        Map.of(
                                Protocol.OPENAI, factors.openai(),
                                Protocol.ANTHROPIC, factors.anthropic(),
                                Protocol.GEMINI, factors.gemini()),
                        requestTokens,
                        messageTokens,
                        imageTokens),
                drains);
    }
}
