package dev.sluice.core.config;

import dev.sluice.core.cache.CacheSettings.Policies;
import dev.sluice.core.cache.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Digests of what a configuration says of models and groups that changes their answers: whom a request goes to, what is
 * overridden in it, which headers it gets. Two gateways of one configuration have the same ones.
 */
final class CachePolicies {

    private final Map<String, ProviderConfig> providers = new HashMap<>();
    private final String common;
    private final MessageDigest sha;

    private CachePolicies(GatewayConfig config) {
        config.providers().forEach(provider -> providers.put(provider.name(), provider));
        common = config.translation().name();
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Policies of(GatewayConfig config) {
        CachePolicies policies = new CachePolicies(config);
        Map<String, Digest> models = new HashMap<>();
        Map<String, Digest> groups = new HashMap<>();
        config.models().forEach(model -> models.put(model.name(), policies.model(model)));
        config.providers()
                .forEach(provider -> groups.put(provider.name(), policies.digest(policies.group(provider.name()))));
        return new Policies(models, groups);
    }

    private Digest model(ModelConfig model) {
        StringBuilder text = new StringBuilder();
        model.targets()
                .forEach(target ->
                        text.append(part(target.modelFor(model.name()))).append(group(target.provider())));
        return digest(text.toString());
    }

    private String group(String name) {
        ProviderConfig provider = providers.get(name);
        if (provider == null) {
            return part("");
        }
        StringBuilder text = new StringBuilder(part(name))
                .append(part(String.valueOf(provider.dialect())))
                .append(part(String.valueOf(provider.azure())))
                .append(part(provider.serves().toString()))
                .append(part(provider.addresses().toString()))
                .append(part(new TreeMap<>(provider.modelRedirects()).toString()))
                .append(part(String.valueOf(provider.modelRedirectStrict())));
        new TreeMap<>(provider.paramOverrides())
                .forEach((key, value) -> text.append(part(key)).append(part(value.text())));
        provider.headerRules()
                .forEach(rule -> text.append(part(String.valueOf(rule.set())))
                        .append(part(rule.value() == null ? "" : rule.value().value()))
                        .append(part(String.valueOf(rule.remove()))));
        // The groups of an aggregate hold each other together; that none holds itself has been checked.
        provider.parts().forEach(member -> text.append(group(member.provider())));
        return text.toString();
    }

    private static String part(String text) {
        return text.length() + ":" + text;
    }

    private Digest digest(String text) {
        return Digest.of(sha.digest((common + text).getBytes(StandardCharsets.UTF_8)), 0);
    }
}
