package dev.sluice.netty.exchange;

import dev.sluice.core.provider.ProviderKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateway's own key in what a provider says: some quote it in their errors, and it is no client's business.
 */
final class Quotes {

    /** What is shorter may be a word. */
    private static final int SHORTEST = 8;

    private Quotes() {}

    static boolean contain(@Nullable ProviderKey key, byte[] bytes, int from, int to) {
        return key != null
                && key.value().value().length() >= SHORTEST
                && new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                        .contains(key.value().value());
    }
}
