package dev.sluice.netty.exchange;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.Flights;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What all event loops share of the caches of answers. Thread-safe, as its parts are.
 *
 * @param flights requests that others wait for
 * @param recordings memory for answers that are noted while they pass
 * @param embeddings has vectors made on the event loops
 */
public record AnswerCaches(Caches caches, Flights flights, BodyMemory recordings, Embeddings embeddings, Clock clock) {

    /** With nothing under way. */
    public static AnswerCaches of(Caches caches, Embeddings embeddings, Clock clock) {
        return new AnswerCaches(caches, new Flights(), new BodyMemory(0), embeddings, clock);
    }

    /** A configuration is in force. */
    public void apply(@Nullable CacheSettings settings) {
        recordings.max(settings == null ? 0 : settings.recordingBytes());
    }
}
