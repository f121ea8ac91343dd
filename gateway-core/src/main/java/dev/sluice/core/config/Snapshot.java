package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.estimate.MeteringSettings;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.store.StoreSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration, compiled: what a request runs under from its head to its end. A reload makes another one, which
 * shares with it what is learnt of providers. Thread-safe: it does not change itself.
 *
 * @param version counts up with each reload, from 1
 * @param providers the groups that are no aggregates, in the order of the file
 * @param groups all groups, aggregates too, by name and in that order; their targets name no model, and share what is
 *     known of the provider's models that are not configured
 * @param proxyKeys who may call {@code /proxy/{group}} besides client keys that name the group, by group
 * @param translation what becomes of what another dialect cannot say
 * @param cache how answers are cached; null: not at all
 * @param prices live: what they say changes with the price files, not only with a reload
 */
public record Snapshot(
        long version,
        ServerSettings server,
        AdminSettings admin,
        StoreSettings store,
        Authenticator authenticator,
        List<Provider> providers,
        Map<String, Destination> groups,
        Map<String, Set<KeyHash>> proxyKeys,
        RouteTable routes,
        Losses.Mode translation,
        LogSettings log,
        MetricsSettings metrics,
        PriceBooks prices,
        MeteringSettings metering,
        TracingSettings tracing,
        @Nullable CacheSettings cache) {

    public Snapshot {
        providers = List.copyOf(providers);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        proxyKeys = Map.copyOf(proxyKeys);
    }

    /** Whether what is asked of any group is limited. */
    public boolean limitsGroups() {
        for (int i = 0; i < providers.size(); i++) {
            if (!providers.get(i).rules().limits().most().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
