package dev.sluice.core.attempt;

import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.routing.Target;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt is made with: a target that lets it through, an address of it, and a key. It holds the breaker's
 * permit and the key until {@link Attempts} is told, exactly once, how it ended. Used by one event loop.
 */
public final class Try {

    private final Target target;
    private final Upstream upstream;
    private final @Nullable ProviderKey key;
    private final long permit;
    private boolean breakerTold;
    private boolean ended;

    /** @param permit of the target's breaker */
    Try(Target target, Upstream upstream, @Nullable ProviderKey key, long permit) {
        this.target = target;
        this.upstream = upstream;
        this.key = key;
        this.permit = permit;
    }

    public Target target() {
        return target;
    }

    public Upstream upstream() {
        return upstream;
    }

    /** The key to send; null where the provider needs none. */
    public @Nullable ProviderKey key() {
        return key;
    }

    /** The number of the key's name. */
    public int keyLabel() {
        return key == null ? Labels.UNKNOWN : key.label();
    }

    long permit() {
        return permit;
    }

    /** Whether the breaker has not been told yet; from now on it has. */
    boolean tellBreaker() {
        boolean first = !breakerTold;
        breakerTold = true;
        return first;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether it has not ended yet; from now on it has. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
