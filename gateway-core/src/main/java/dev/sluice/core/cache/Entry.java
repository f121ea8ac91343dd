package dev.sluice.core.cache;

import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;

/**
 * An answer that is kept. Immutable.
 *
 * @param asker who asked for it first
 * @param source which model answered
 * @param usage what it used when it was made
 * @param cost what it cost when it was made
 * @param checksum CRC-32C of the answer's body
 */
public record Entry(
        CacheKey key, Asker asker, Source source, Answer answer, Usage usage, Cost cost, Life life, int checksum) {

    /** Bytes of memory that an entry takes besides its answer, about. */
    private static final long OVERHEAD = 560;

    /**
     * Which model answered.
     *
     * @param model what was asked for
     * @param provider the provider's name
     * @param upstreamModel the provider's own name of the model
     * @param tools whether the answer calls tools
     */
    public record Source(String model, String provider, String upstreamModel, boolean tools) {}

    /** What it used when it was made, and what that cost. */
    public record Used(Usage usage, Cost cost) {}

    /** From when to when it may be given, in milliseconds of the epoch. */
    public record Life(long createdMillis, long expiresMillis) {}

    /** An answer that has just been given. */
    public static Entry of(Question to, Source source, Answer answer, Used used, Life life) {
        return new Entry(to.key(), to.asker(), source, answer, used.usage(), used.cost(), life, answer.checksum());
    }

    /** By what people name it. */
    public String id() {
        return key.exact().id();
    }

    /** Whether its body is still what it was. */
    public boolean isIntact() {
        return answer.checksum() == checksum;
    }

    /** Whether it may be given at that time, by its own life and to somebody who takes only so old ones. */
    public boolean isFresh(long nowMillis, long maxAgeMillis) {
        return nowMillis < life.expiresMillis() && nowMillis - life.createdMillis() <= maxAgeMillis;
    }

    /** How old it is. */
    public long ageSeconds(long nowMillis) {
        return Math.max(0, nowMillis - life.createdMillis()) / 1000;
    }

    /** Bytes of memory that it takes, about. */
    public long weight() {
        return OVERHEAD + answer.weight();
    }
}
