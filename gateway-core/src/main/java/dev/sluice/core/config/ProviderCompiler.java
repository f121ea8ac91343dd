package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.config.ProviderConfig.HeaderRuleConfig;
import dev.sluice.core.config.ProviderConfig.Validation;
import dev.sluice.core.dialect.AzureSite;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.HeaderRule;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.provider.Upstreams;
import dev.sluice.core.provider.ValidationSettings;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.ParamOverride;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles the groups of a configuration that are no aggregates. Thread-safe. */
final class ProviderCompiler {

    private static final List<String> SERVES_BOTH = List.of("chat_completions", "responses");

    private final Map<String, Dialect> dialects;
    private final Identities identities;
    private final LiveState live;

    ProviderCompiler(Map<String, Dialect> dialects, Identities identities, LiveState live) {
        this.dialects = dialects;
        this.identities = identities;
        this.live = live;
    }

    /**
     * Compiles one.
     *
     * @param model the provider's own name of the first model that it serves; null: it serves none
     * @param before what it was before a reload; null: it was not there
     */
    Provider compile(
            ProviderConfig config, ResilienceConfig general, @Nullable String model, @Nullable Provider before) {
        ResilienceConfig effective = config.resilience().over(general);
        ResilienceSettings resilience = ResilienceCompiler.settings(effective);
        int label = identities.providers().number(config.name());
        ProviderConfig.Upstream upstream = config.upstream();
        return new Provider(
                config.name(),
                label,
                dialect(config),
                upstreams(config, before),
                live.keys()
                        .ring(
                                config.name(),
                                new KeyRing.Settings(config.keyRotation(), config.blacklistThreshold()),
                                keys(config)),
                rules(config),
                new Provider.Limits(
                        upstream.maxConnections(),
                        upstream.maxWaiting(),
                        upstream.idleTimeout().toNanos(),
                        upstream.tls().ca()),
                ResilienceCompiler.timeouts(effective.timeouts()),
                resilience,
                live.retries().of(config.name(), resilience.retryBudget()),
                validation(config.validation(), model));
    }

    private Dialect dialect(ProviderConfig config) {
        ProviderConfig.Azure azure = config.azure();
        if (azure == null && config.serves().equals(SERVES_BOTH)) {
            return Objects.requireNonNull(
                    dialects.get(Objects.requireNonNull(config.dialect())), "checked when loaded");
        }
        return new OpenAi(
                azure == null ? null : new AzureSite(azure.apiVersion()),
                config.serves().stream()
                        .map(name -> Endpoint.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList());
    }

    /** The hashes of keys to a group: all that is kept of them. */
    static Set<KeyHash> hashes(List<Secret> keys) {
        return keys.stream().map(ProviderCompiler::hash).collect(Collectors.toUnmodifiableSet());
    }

    static KeyHash hash(Secret key) {
        byte[] value = key.value().getBytes(StandardCharsets.US_ASCII);
        return KeyHash.of(value, 0, value.length);
    }

    /** The same addresses go on where they were: who had its turn before a reload does not have it again. */
    private static Upstreams upstreams(ProviderConfig config, @Nullable Provider before) {
        List<Upstream> all = config.addresses().stream()
                .map(each -> new Upstream(each.url().origin(), each.url().pathPrefix(), each.weight()))
                .toList();
        return before != null && before.upstreams().all().equals(all) ? before.upstreams() : new Upstreams(all);
    }

    private List<ProviderKey> keys(ProviderConfig config) {
        return config.keys().stream()
                .map(key -> new ProviderKey(
                        key.name(),
                        key.value(),
                        key.priority(),
                        KeySource.FILE,
                        identities.keys().number(key.name())))
                .toList();
    }

    private static GroupRules rules(ProviderConfig config) {
        return new GroupRules(
                config.paramOverrides().entrySet().stream()
                        .map(each -> new ParamOverride(
                                each.getKey(), each.getValue().text().getBytes(StandardCharsets.UTF_8)))
                        .toList(),
                config.headerRules().stream().map(ProviderCompiler::rule).toList(),
                GroupGraph.redirects(config),
                hashes(config.proxyKeys()),
                LimitsCompiler.limits(config.limits()));
    }

    private static HeaderRule rule(HeaderRuleConfig rule) {
        Secret value = rule.value();
        String name = rule.set() == null ? Objects.requireNonNull(rule.remove(), "checked when loaded") : rule.set();
        return new HeaderRule(name.toLowerCase(Locale.ROOT), value == null ? null : value.value());
    }

    private static ValidationSettings validation(Validation config, @Nullable String model) {
        return new ValidationSettings(
                config.interval().toNanos(),
                config.concurrency(),
                config.timeout().toNanos(),
                config.model() == null ? model : config.model());
    }
}
