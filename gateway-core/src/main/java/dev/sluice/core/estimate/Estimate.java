package dev.sluice.core.estimate;

import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usage.Origin;
import dev.sluice.core.request.UsageBuilder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is to be counted of one attempt: whatever its provider did not report.
 *
 * @param known what the provider reported, which stays as it is
 * @param model the provider's own name of it, which tells the encoding
 * @param prompt null: its tokens are known, or cost nothing
 * @param answer null: its tokens are known, or there is none
 * @param generates whether what was asked for generates text at all, and not only reads it
 */
public record Estimate(
        Usage known,
        String model,
        Protocol protocol,
        EstimateSettings settings,
        @Nullable Prompt prompt,
        @Nullable TextSample answer,
        boolean generates) {

    /** Of an attempt of which nothing was seen yet; {@code seen} hands over what it has. */
    public static Estimate of(
            Usage known, Counted counted, EstimateSettings settings, @Nullable Prompt prompt, @Nullable Seen seen) {
        boolean needsOutput = counted.generates() && known.output() == Usage.UNREPORTED;
        return new Estimate(
                known,
                counted.model(),
                counted.protocol(),
                settings,
                known.input() == Usage.UNREPORTED ? prompt : null,
                needsOutput && seen != null ? seen.handOver() : null,
                counted.generates());
    }

    /** By what a model counts, and what it does. */
    public record Counted(String model, Protocol protocol, boolean generates) {}

    /** The usage, with the number of tokens of texts by {@code tokens}. */
    Usage usage(ToDoubleFunction<TextSample> tokens) {
        UsageBuilder usage = known.but().origin(Origin.ESTIMATED);
        double factor = settings.factor(protocol);
        Prompt read = prompt;
        if (read != null) {
            double text = tokens.applyAsDouble(read.text()) + (double) read.messages() * settings.messageTokens();
            int framing = read.messages() == 0 ? 0 : settings.requestTokens();
            double all = factor * (text + framing) + (double) read.images() * settings.imageTokens();
            usage.input(Math.round(all));
        }
        if (generates && known.output() == Usage.UNREPORTED) {
            usage.output(answer == null ? 0 : Math.round(factor * tokens.applyAsDouble(answer)));
        }
        return usage.build();
    }

    /** Four bytes to a token: what costs nothing to count. */
    Usage rough() {
        return usage(text -> text.bytes() / 4.0);
    }
}
