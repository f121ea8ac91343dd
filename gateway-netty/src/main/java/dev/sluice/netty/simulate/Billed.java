package dev.sluice.netty.simulate;

/**
 * What a provider charges for, in tokens. {@code cached} and the cache writes are part of {@code input},
 * {@code reasoning} is part of {@code output}.
 *
 * @param cacheWrite what is written to a cache, for however long
 * @param cacheWriteHour the part of it that is kept for an hour
 */
public record Billed(long input, long output, long cached, long cacheWrite, long cacheWriteHour, long reasoning) {

    /** Nothing. */
    public static final Billed NOTHING = new Billed(0, 0, 0, 0, 0, 0);

    /** Both together. */
    public Billed plus(Billed other) {
        return new Billed(
                input + other.input,
                output + other.output,
                cached + other.cached,
                cacheWrite + other.cacheWrite,
                cacheWriteHour + other.cacheWriteHour,
                reasoning + other.reasoning);
    }

    /** The same prompt with less of an answer. */
    Billed writing(long written, long thought) {
        return new Billed(input, written + thought, cached, cacheWrite, cacheWriteHour, thought);
    }

    /** Its members, for a JSON object that has others before them. */
    String members() {
        return ",\"input\":" + input + ",\"output\":" + output + ",\"cached\":" + cached + ",\"cache_write\":"
                + cacheWrite + ",\"cache_write_hour\":" + cacheWriteHour + ",\"reasoning\":" + reasoning;
    }
}
