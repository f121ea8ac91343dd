package dev.sluice.core.price;

import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.util.Arrays;

/**
 * What a model costs: pico-dollars by {@link Unit}, for each {@link ServiceTier} and each step of the prompt's length.
 * The whole request is priced at the step that its prompt came to; one token more than a threshold is the next step.
 * Immutable; {@link #cost} neither allocates nor looks anything up.
 */
@SuppressWarnings("EnumOrdinal") // Arrays are indexed by number; ordinals do not outlive the process.
public final class Price {

    private final long[] thresholds;
    private final long[][][] rates;

    /**
     * @param thresholds ascending from 0, in tokens
     * @param rates by service tier, step and unit
     */
    Price(long[] thresholds, long[][][] rates) {
        this.thresholds = thresholds;
        this.rates = rates;
    }

    /** The same for each token of input and of output, in pico-dollars. */
    static Price flat(long token) {
        return new PriceDraft().set(Unit.INPUT, token).set(Unit.OUTPUT, token).build();
    }

    /** One unit's price in pico-dollars after a prompt of so many tokens. */
    public long of(Unit unit, ServiceTier tier, long promptTokens) {
        return rates[tier.ordinal()][step(promptTokens)][unit.ordinal()];
    }

    /** Pico-dollars for what was used, {@link Cost#MOST} at the most; what was not reported costs nothing. */
    public long cost(Usage usage, ServiceTier tier) {
        long input = Math.max(0, usage.input());
        long[] rate = rates[tier.ordinal()][step(input)];
        try {
            long sum = Math.addExact(rate[Unit.REQUEST.ordinal()], input(usage, input, rate));
            sum = Math.addExact(sum, times(Math.max(0, usage.queries()), rate, Unit.QUERY));
            return Math.min(Cost.MOST, Math.addExact(sum, output(usage, rate)));
        } catch (ArithmeticException e) {
            return Cost.MOST;
        }
    }

    /**
     * Pico-dollars that so much text may cost at the most, whatever of the input goes to a cache, and of the output is
     * thought; {@link Cost#MOST} at the most.
     *
     * @param images that are made; 0: none
     */
    long most(long input, long output, long images, ServiceTier tier) {
        long[] rate = rates[tier.ordinal()][step(input)];
        long read = Math.max(
                rate[Unit.INPUT.ordinal()],
                Math.max(rate[Unit.CACHE_WRITE.ordinal()], rate[Unit.CACHE_WRITE_HOUR.ordinal()]));
        long written = Math.max(rate[Unit.OUTPUT.ordinal()], rate[Unit.REASONING.ordinal()]);
        boolean costsText = output > 0 && rate[Unit.OUTPUT.ordinal()] > 0 && rate[Unit.REASONING.ordinal()] > 0;
        try {
            long text = Math.multiplyExact(output, written);
            long made = costsText ? text : Math.max(text, times(images, rate, Unit.IMAGE));
            long sum = Math.addExact(rate[Unit.REQUEST.ordinal()], Math.multiplyExact(input, read));
            return Math.min(Cost.MOST, Math.addExact(sum, made));
        } catch (ArithmeticException e) {
            return Cost.MOST;
        }
    }

    /** Whether a request costs something whatever it uses. */
    boolean chargesRequests() {
        return rates[ServiceTier.STANDARD.ordinal()][0][Unit.REQUEST.ordinal()] > 0;
    }

    /** Parts are never more than the whole, whatever is reported. */
    private static long input(Usage usage, long input, long[] rate) {
        long cached = part(usage.cachedInput(), input);
        long written = part(usage.cacheWrite(), input - cached);
        long hour = part(usage.cacheWriteHour(), written);
        long audio = part(usage.audioInput(), input - cached - written);
        long image = part(usage.imageInput(), input - cached - written - audio);
        long plain = input - cached - written - audio - image;
        long sum = times(plain, rate, Unit.INPUT);
        sum = Math.addExact(sum, times(cached, rate, Unit.CACHED_INPUT));
        sum = Math.addExact(sum, times(written - hour, rate, Unit.CACHE_WRITE));
        sum = Math.addExact(sum, times(hour, rate, Unit.CACHE_WRITE_HOUR));
        sum = Math.addExact(sum, times(audio, rate, Unit.AUDIO_INPUT));
        return Math.addExact(sum, times(image, rate, Unit.IMAGE_INPUT));
    }

    /** Images that were paid for by their tokens are not paid for again. */
    private static long output(Usage usage, long[] rate) {
        long output = Math.max(0, usage.output());
        long reasoning = part(usage.reasoning(), output);
        long audio = part(usage.audioOutput(), output - reasoning);
        long image = part(usage.imageOutput(), output - reasoning - audio);
        long sum = times(output - reasoning - audio - image, rate, Unit.OUTPUT);
        sum = Math.addExact(sum, times(reasoning, rate, Unit.REASONING));
        sum = Math.addExact(sum, times(audio, rate, Unit.AUDIO_OUTPUT));
        sum = Math.addExact(sum, times(image, rate, Unit.IMAGE_OUTPUT));
        return sum > 0 ? sum : times(Math.max(0, usage.images()), rate, Unit.IMAGE);
    }

    private static long part(long reported, long whole) {
        return Math.min(Math.max(0, reported), whole);
    }

    private static long times(long count, long[] rate, Unit unit) {
        return Math.multiplyExact(count, rate[unit.ordinal()]);
    }

    private int step(long promptTokens) {
        int step = thresholds.length - 1;
        while (step > 0 && promptTokens <= thresholds[step]) {
            step--;
        }
        return step;
    }

    /** All of it, so that two prices that differ are told apart. */
    @Override
    public String toString() {
        return Arrays.toString(thresholds) + Arrays.deepToString(rates);
    }
}
