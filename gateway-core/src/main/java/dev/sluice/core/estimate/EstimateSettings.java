package dev.sluice.core.estimate;

import dev.sluice.core.request.Protocol;
import java.util.EnumMap;
import java.util.Map;

/**
 * How tokens are counted that no provider reported.
 *
 * @param factors by what to multiply the count of OpenAI's tokenizer, for each protocol; 1 where there is none
 * @param requestTokens what each request has besides its messages
 * @param messageTokens what each message has besides its texts, each of which has one for its end
 * @param imageTokens for each image, and each document, of a prompt
 */
public record EstimateSettings(Map<Protocol, Double> factors, int requestTokens, int messageTokens, int imageTokens) {

    public EstimateSettings {
        factors = Map.copyOf(factors);
    }

    /** With these factors, and what OpenAI's chat models have. */
    public static EstimateSettings of(double openai, double anthropic, double gemini) {
        Map<Protocol, Double> factors = new EnumMap<>(Protocol.class);
        factors.put(Protocol.OPENAI, openai);
        factors.put(Protocol.ANTHROPIC, anthropic);
        factors.put(Protocol.GEMINI, gemini);
        return new EstimateSettings(factors, 3, 3, 765);
    }

    double factor(Protocol protocol) {
        return factors.getOrDefault(protocol, 1.0);
    }
}
