package dev.sluice.core.request;

/**
 * What an answer used, in tokens, normalised over dialects: {@code cachedInput} and {@code cacheWrite} are part of
 * {@code input}, {@code reasoning} is part of {@code output}. A count that the provider did not report is
 * {@link #UNREPORTED}; an explicit zero stays zero.
 *
 * @param cacheWrite what was written to the provider's cache, for however long
 * @param cacheWriteHour the part of {@code cacheWrite} that is kept for an hour, which costs more
 */
public record Usage(long input, long output, long cachedInput, long cacheWrite, long reasoning, long cacheWriteHour) {

    /** Marks a count that no one reported. */
    public static final long UNREPORTED = -1;

    /** Nothing was reported. */
    public static final Usage NONE = new Usage(UNREPORTED, UNREPORTED, UNREPORTED, UNREPORTED, UNREPORTED, UNREPORTED);

    /** Whether the provider reported anything at all. */
    public boolean reported() {
        return input != UNREPORTED || output != UNREPORTED;
    }
}
