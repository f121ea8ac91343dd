package dev.sluice.core.config;

import dev.sluice.core.store.StoreSettings.Kind;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks section {@code cache}. */
final class CacheChecks {

    private static final int MOST_PATTERN = 1000;

    private final Problems problems;
    private final GroupGraph groups;
    private final Platform platform;

    CacheChecks(Problems problems, GroupGraph groups, Platform platform) {
        this.problems = problems;
        this.groups = groups;
        this.platform = platform;
    }

    void check(GatewayConfig config) {
        CacheConfig cache = config.cache();
        ConfigChecks.refuseTwice(problems, "cache.exclude_models", cache.excludeModels(), name -> name, "");
        checkPatterns(cache.semantic().excludePatterns());
        CacheConfig.Exact exact = cache.exact();
        CacheMemory.check(problems, cache, platform);
        if (exact.ttl().compareTo(exact.maxTtl()) > 0) {
            problems.add("cache.exact.ttl", "is more than cache.exact.max_ttl");
        }
        if (cache.semantic().enabled()) {
            checkEmbeddings(cache.semantic().embeddings(), config.providers());
        }
        if (exact.enabled() && exact.keep()) {
            checkKeep(cache, config.store().kind());
        }
        if (cache.shared() && config.store().kind() != Kind.REDIS) {
            problems.add("cache.shared", "needs a store that gateways share: store.kind must be redis");
        }
        if (cache.shared() && !exact.enabled()) {
            problems.add("cache.shared", "shares exact answers, and cache.exact is not enabled");
        }
    }

    private void checkKeep(CacheConfig cache, Kind store) {
        if (store == Kind.MEMORY) {
            problems.add("cache.exact.keep", "needs a store that outlives the process: store.kind is memory");
        } else if (store == Kind.REDIS && !cache.shared()) {
            problems.add(
                    "cache.exact.keep",
                    "keeps answers in the cache that gateways share, where store.kind is redis: set cache.shared");
        }
    }

    private void checkEmbeddings(CacheConfig.Embeddings embeddings, List<ProviderConfig> providers) {
        String path = "cache.semantic.embeddings";
        String provider = embeddings.provider();
        if (provider == null) {
            problems.add(KeyPath.key(path, "provider"), "is needed where cache.semantic is enabled");
        } else {
            groups.checkExists(problems, KeyPath.key(path, "provider"), provider);
            boolean mute = providers.stream()
                    .anyMatch(each -> provider.equals(each.name()) && "anthropic".equals(each.dialect()));
            if (mute) {
                problems.add(KeyPath.key(path, "provider"), "makes no embeddings: its dialect is anthropic");
            }
        }
        String model = embeddings.model();
        if (model == null) {
            problems.add(KeyPath.key(path, "model"), "is needed where cache.semantic is enabled");
        } else {
            ConfigChecks.checkModelName(problems, KeyPath.key(path, "model"), model);
        }
    }

    private void checkPatterns(List<String> patterns) {
        for (int i = 0; i < patterns.size(); i++) {
            String path = KeyPath.item("cache.semantic.exclude_patterns", i);
            String pattern = patterns.get(i);
            if (pattern.length() > MOST_PATTERN) {
                problems.add(path, "is longer than " + MOST_PATTERN + " characters");
                continue;
            }
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                problems.add(path, "is no regular expression: " + e.getDescription());
            }
        }
    }
}
