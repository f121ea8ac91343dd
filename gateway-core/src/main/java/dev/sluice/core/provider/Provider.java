package dev.sluice.core.provider;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.RetryBudget;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One provider, as a request sees it: a group of addresses with a pool of keys. {@code label} is its place in
 * {@link dev.sluice.core.label.Labels}.
 */
public record Provider(
        String name,
        int label,
        Dialect dialect,
        Upstreams upstreams,
        KeyRing keys,
        GroupRules rules,
        Limits limits,
        Timeouts timeouts,
        ResilienceSettings resilience,
        RetryBudget retries,
        ValidationSettings validation) {

    public Provider {
        Objects.requireNonNull(name, "name");
    }

    /**
     * Bounds of a provider's connections, over all event loops, and how they are secured.
     *
     * @param maxConnections open connections at the most
     * @param maxWaiting requests that may wait for a connection; one more is refused with 503
     * @param idleNanos how long an idle connection is kept
     * @param ca certificates (PEM) to trust instead of the platform's; null: the platform's
     */
    public record Limits(
            int maxConnections,
            int maxWaiting,
            long idleNanos,
            @Nullable Path ca) {}
}
