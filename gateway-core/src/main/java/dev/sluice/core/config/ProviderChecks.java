package dev.sluice.core.config;

import dev.sluice.core.config.ProviderConfig.Address;
import dev.sluice.core.config.ProviderConfig.ProviderKeyConfig;
import dev.sluice.core.dialect.AzureSite;
import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks section {@code providers}, but for what aggregates are made of. */
final class ProviderChecks {

    /** What an aggregate may say; everything else is its members' own. */
    private static final Set<String> OF_AGGREGATES = Set.of("name", "members", "proxy_keys");

    private final Problems problems;
    private final Set<String> dialects;

    ProviderChecks(Problems problems, Set<String> dialects) {
        this.problems = problems;
        this.dialects = new TreeSet<>(dialects);
    }

    void check(List<ProviderConfig> providers) {
        for (int i = 0; i < providers.size(); i++) {
            ProviderConfig provider = providers.get(i);
            String path = KeyPath.item("providers", i);
            ConfigChecks.checkGroupName(problems, KeyPath.key(path, "name"), provider.name());
            checkProxyKeys(KeyPath.key(path, "proxy_keys"), provider.proxyKeys());
            if (provider.isAggregate()) {
                checkAggregate(path);
            } else {
                checkGroup(path, provider);
            }
        }
        ConfigChecks.refuseTwice(problems, "providers", providers, ProviderConfig::name, "name");
    }

    private void checkAggregate(String path) {
        for (String key : Section.of(ProviderConfig.class).names()) {
            String at = KeyPath.key(path, key);
            if (!OF_AGGREGATES.contains(key) && problems.given(at)) {
                problems.add(at, "belongs to the members: where there are members, only name and proxy_keys may stand");
            }
        }
    }

    private void checkGroup(String path, ProviderConfig provider) {
        checkDialect(KeyPath.key(path, "dialect"), provider);
        checkServes(KeyPath.key(path, "serves"), provider);
        checkAzure(KeyPath.key(path, "azure"), provider);
        checkAddresses(path, provider);
        checkKeys(KeyPath.key(path, "keys"), provider.keys());
        new RuleChecks(problems).check(path, provider);
        String model = provider.validation().model();
        if (model != null) {
            ConfigChecks.checkModelName(problems, path + ".validation.model", model);
        }
        Path ca = provider.upstream().tls().ca();
        if (ca != null) {
            PemFiles.checkCertificates(problems, path + ".upstream.tls.ca", ca);
            if (provider.addresses().stream()
                    .noneMatch(address -> address.url().origin().tls())) {
                problems.add(path + ".upstream.tls.ca", "is not looked at where base_url begins with http://");
            }
        }
    }

    private void checkDialect(String path, ProviderConfig provider) {
        String dialect = provider.dialect();
        if (dialect == null) {
            problems.add(path, "is missing: give one of " + String.join(", ", dialects));
        } else if (!dialects.contains(dialect)) {
            problems.add(path, "must be one of " + String.join(", ", dialects) + Spelling.guess(dialect, dialects));
        }
    }

    private void checkServes(String path, ProviderConfig provider) {
        if (!"openai".equals(provider.dialect()) && problems.given(path)) {
            problems.add(path, "is for the dialect openai: leave one of the two out");
        }
        ConfigChecks.refuseTwice(problems, path, provider.serves(), name -> name, "");
    }

    private void checkAzure(String path, ProviderConfig provider) {
        ProviderConfig.Azure azure = provider.azure();
        if (azure == null) {
            return;
        }
        if (!"openai".equals(provider.dialect())) {
            problems.add(path, "is for the dialect openai: leave one of the two out");
        }
        String version = azure.apiVersion();
        if (version != null && !AzureSite.isVersion(version)) {
            problems.add(
                    KeyPath.key(path, "api_version"),
                    "must be a date such as 2024-10-21 or 2025-04-01-preview, or preview, or latest");
        }
    }

    private void checkAddresses(String path, ProviderConfig provider) {
        List<Address> upstreams = provider.upstreams();
        if (provider.baseUrl() == null && upstreams == null) {
            problems.add(KeyPath.key(path, "base_url"), "is missing: give it, or upstreams, or members");
        }
        if (upstreams != null) {
            String list = KeyPath.key(path, "upstreams");
            if (provider.baseUrl() != null) {
                problems.add(list, "says where it is, as base_url does: leave one of the two out");
            }
            ConfigChecks.refuseTwice(
                    problems,
                    list,
                    upstreams,
                    each -> each.url().origin() + each.url().pathPrefix(),
                    "url");
        }
    }

    private void checkKeys(String path, List<ProviderKeyConfig> keys) {
        for (int i = 0; i < keys.size(); i++) {
            String item = KeyPath.item(path, i);
            ConfigChecks.checkName(
                    problems, KeyPath.key(item, "name"), keys.get(i).name());
            ConfigChecks.checkCredential(
                    problems, KeyPath.key(item, "value"), keys.get(i).value().value());
        }
        ConfigChecks.refuseTwice(problems, path, keys, ProviderKeyConfig::name, "name");
        ConfigChecks.refuseTwice(problems, path, keys, key -> key.value().value(), "value");
    }

    private void checkProxyKeys(String path, List<Secret> keys) {
        for (int i = 0; i < keys.size(); i++) {
            ConfigChecks.checkCredential(
                    problems, KeyPath.item(path, i), keys.get(i).value());
        }
        ConfigChecks.refuseTwice(problems, path, keys, Secret::value, "");
    }
}
