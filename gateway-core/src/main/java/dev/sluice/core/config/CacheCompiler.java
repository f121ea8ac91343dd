package dev.sluice.core.config;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.routing.Destination;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles section {@code cache}, and what models have of it. */
final class CacheCompiler {

    private CacheCompiler() {}

    /** Of a configuration that has passed its checks; null: no cache is on. */
    static @Nullable CacheSettings compile(GatewayConfig config, Platform platform) {
        CacheConfig cache = config.cache();
        if (!cache.exact().enabled() && !cache.semantic().enabled()) {
            return null;
        }
        Map<String, CacheSettings.Model> models = new HashMap<>();
        config.models().forEach(model -> models.put(model.name(), model(model.cache())));
        return new CacheSettings(
                cache.exact().enabled() ? exact(cache.exact(), platform) : null,
                cache.semantic().enabled() ? semantic(cache.semantic(), platform) : null,
                new HashSet<>(cache.excludeModels()),
                models,
                CachePolicies.of(config),
                cache.shared());
    }

    /** The model that makes vectors has a breaker of its own: when it fails, other models of its provider need not. */
    static void nameEmbeddings(GatewayConfig config, Groups groups) {
        CacheConfig.Semantic semantic = config.cache().semantic();
        String provider = semantic.embeddings().provider();
        String model = semantic.embeddings().model();
        if (semantic.enabled() && provider != null && model != null && takes(groups, provider, model)) {
            groups.configured(provider, new Groups.Wanted(model, 1, 0));
        }
    }

    /** Whether all of a group's providers do; one that refuses the model is never asked for it. */
    private static boolean takes(Groups groups, String provider, String model) {
        Destination willing = groups.of(provider, model);
        Destination all = groups.all().get(provider);
        return willing != null
                && all != null
                && willing.targets().size() == all.targets().size();
    }

    private static CacheSettings.Model model(ModelConfig.CachingConfig own) {
        return new CacheSettings.Model(
                own.enabled(), own.ttl() == null ? Controls.UNSAID : own.ttl().toMillis(), own.semantic());
    }

    private static CacheSettings.Exact exact(CacheConfig.Exact exact, Platform platform) {
        return new CacheSettings.Exact(
                exact.ttl().toMillis(),
                exact.maxTtl().toMillis(),
                CacheMemory.bytes(exact.maxBytes(), platform),
                exact.maxEntry().bytes(),
                exact.temperature(),
                exact.replay(),
                exact.singleFlight(),
                exact.keep());
    }

    private static CacheSettings.Semantic semantic(CacheConfig.Semantic semantic, Platform platform) {
        CacheConfig.Embeddings embeddings = semantic.embeddings();
        return new CacheSettings.Semantic(
                semantic.threshold(),
                semantic.ttl().toMillis(),
                CacheMemory.bytes(semantic.maxBytes(), platform),
                semantic.deadline().toNanos(),
                semantic.temperature(),
                new CacheSettings.Embeddings(
                        // Whether they are there has been checked.
                        Objects.requireNonNull(embeddings.provider()),
                        Objects.requireNonNull(embeddings.model()),
                        embeddings.dimensions()),
                semantic.excludePatterns().stream().map(Pattern::compile).toList());
    }
}
