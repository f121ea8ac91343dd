package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.Provider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the groups of a configuration, aggregates after what they come down to. Used by one thread, once. */
final class GroupCompiler {

    private final ProviderCompiler compiler;
    private final Identities identities;
    private final LiveState live;
    private final @Nullable Snapshot before;

    /** @param before what was before a reload; null at the start */
    GroupCompiler(ProviderCompiler compiler, Identities identities, LiveState live, @Nullable Snapshot before) {
        this.compiler = compiler;
        this.identities = identities;
        this.live = live;
        this.before = before;
    }

    Groups compile(GatewayConfig config) {
        GroupGraph graph = new GroupGraph(config.providers());
        Map<String, String> models = firstModels(config.models(), graph);
        Groups groups = new Groups(live.vitals(), identities.models());
        for (ProviderConfig provider : config.providers()) {
            if (!provider.isAggregate()) {
                groups.add(compiler.compile(
                        provider, config.resilience(), models.get(provider.name()), providerBefore(provider.name())));
            }
        }
        for (ProviderConfig aggregate : config.providers()) {
            if (aggregate.isAggregate()) {
                groups.add(
                        aggregate.name(),
                        identities.providers().number(aggregate.name()),
                        graph.shares(aggregate.name()),
                        before == null ? null : before.groups().get(aggregate.name()));
            }
        }
        return groups;
    }

    static Map<String, Set<KeyHash>> proxyKeys(List<ProviderConfig> providers) {
        Map<String, Set<KeyHash>> keys = new HashMap<>();
        providers.forEach(provider -> keys.put(provider.name(), ProviderCompiler.hashes(provider.proxyKeys())));
        return keys;
    }

    /** By provider, its own name of the first model that it serves. */
    private static Map<String, String> firstModels(List<ModelConfig> models, GroupGraph graph) {
        Map<String, String> first = new HashMap<>();
        for (ModelConfig model : models) {
            for (ModelConfig.TargetConfig target : model.targets()) {
                for (String provider : graph.shares(target.provider()).keySet()) {
                    first.computeIfAbsent(provider, any -> graph.redirected(provider, target.modelFor(model.name())));
                }
            }
        }
        return first;
    }

    private @Nullable Provider providerBefore(String name) {
        if (before == null) {
            return null;
        }
        return before.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
