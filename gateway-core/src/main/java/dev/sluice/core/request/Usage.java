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

    /** How many counts there are. */
    public static final int COUNTS = 12;

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

    /** From all {@link #counts}, as somebody has written them down. */
    public static Usage of(long[] counts, ServiceTier tier, Origin origin) {
        return new Usage(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                counts[5],
                counts[6],
                counts[7],
                counts[8],
                counts[9],
                counts[10],
                counts[11],
                tier,
                origin);
    }

    /** All {@link #COUNTS} of them, in the order in which they are declared: what is written down has that, too. */
    public long[] counts() {
        return new long[] {
            input,
            output,
            cachedInput,
            cacheWrite,
            reasoning,
            cacheWriteHour,
            audioInput,
            audioOutput,
            imageInput,
            imageOutput,
            images,
            queries
        };
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

    /** Both together: what one of them knows counts; the tier is the other's. */
    public Usage plus(Usage other) {
        return other.but()
                .input(sum(input, other.input))
                .output(sum(output, other.output))
                .cachedInput(sum(cachedInput, other.cachedInput))
                .cacheWrite(sum(cacheWrite, other.cacheWrite))
                .cacheWriteHour(sum(cacheWriteHour, other.cacheWriteHour))
                .reasoning(sum(reasoning, other.reasoning))
                .audioInput(sum(audioInput, other.audioInput))
                .audioOutput(sum(audioOutput, other.audioOutput))
                .imageInput(sum(imageInput, other.imageInput))
                .imageOutput(sum(imageOutput, other.imageOutput))
                .images(sum(images, other.images))
                .queries(sum(queries, other.queries))
                .origin(isEstimated() ? Origin.ESTIMATED : other.origin)
                .build();
    }

    private static long sum(long one, long other) {
        return one == UNREPORTED ? other : other == UNREPORTED ? one : one + other;
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
