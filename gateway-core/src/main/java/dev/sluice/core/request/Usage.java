package dev.sluice.core.request;

/**
 * What an answer used, in tokens, normalised over dialects: {@code cachedInput}, {@code cacheWrite}, {@code audioInput}
 * and {@code imageInput} are disjoint parts of {@code input}, {@code reasoning}, {@code audioOutput} and
 * {@code imageOutput} of {@code output}. A count that nobody reported is {@link #UNREPORTED}; an explicit zero stays
 * zero.
 *
 * @param cacheWrite what was written to the provider's cache, for however long
 * @param cacheWriteHour the part of {@code cacheWrite} that is kept for an hour, which costs more
 * @param images generated ones; their number, whatever tokens they are
 * @param queries searches that the provider made for the answer; their number
 * @param tier how soon it was served, which the price depends on
 */
public record Usage(
        long input,
        long output,
        long cachedInput,
        long cacheWrite,
        long reasoning,
        long cacheWriteHour,
        long audioInput,
        long audioOutput,
        long imageInput,
        long imageOutput,
        long images,
        long queries,
        ServiceTier tier,
        Origin origin) {

    /** Marks a count that no one reported. */
    public static final long UNREPORTED = -1;

    /** Nothing was reported. */
    public static final Usage NONE = builder().build();

    /** Who counted. */
    public enum Origin {
        /** The provider: it is what it bills. */
        REPORTED,
        /** The gateway, at least in part, from what it saw. */
        ESTIMATED
    }

    /** So many tokens of input and of output, of which nothing else is known. */
    public static Usage tokens(long input, long output) {
        return builder().input(input).output(output).build();
    }

    /** Starts with nothing reported. */
    public static UsageBuilder builder() {
        return new UsageBuilder();
    }

    /** Starts with what is in here. */
    public UsageBuilder but() {
        return new UsageBuilder()
                .input(input)
                .output(output)
                .cachedInput(cachedInput)
                .cacheWrite(cacheWrite)
                .reasoning(reasoning)
                .cacheWriteHour(cacheWriteHour)
                .audioInput(audioInput)
                .audioOutput(audioOutput)
                .imageInput(imageInput)
                .imageOutput(imageOutput)
                .images(images)
                .queries(queries)
                .tier(tier)
                .origin(origin);
    }

    /** Whether there is anything at all. */
    public boolean reported() {
        return input != UNREPORTED || output != UNREPORTED || images != UNREPORTED || queries != UNREPORTED;
    }

    /** Whether the gateway had to count what the provider did not. */
    public boolean isEstimated() {
        return origin == Origin.ESTIMATED;
    }
}
