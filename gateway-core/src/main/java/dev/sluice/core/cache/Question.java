package dev.sluice.core.cache;

import dev.sluice.core.request.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A request, as caches see it. Immutable; holds a prompt, so it is never logged.
 *
 * @param model what the client asked for
 * @param stream whether a stream is asked for
 * @param lastTurn the text of the last turn where it is a user's; null where it has none, is too long to compare, or
 *     nobody compares it
 */
public record Question(
        CacheKey key,
        Asker asker,
        Endpoint endpoint,
        String model,
        boolean stream,
        Traits traits,
        @Nullable String lastTurn) {

    @Override
    public String toString() {
        return key.exact().id();
    }
}
