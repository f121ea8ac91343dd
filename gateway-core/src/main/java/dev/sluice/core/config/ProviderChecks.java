package dev.sluice.core.config;

import dev.sluice.core.config.ProviderConfig.ProviderKeyConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks section {@code providers}. */
final class ProviderChecks {

    private final Problems problems;
    private final Set<String> dialects;

    ProviderChecks(Problems problems, Set<String> dialects) {
        this.problems = problems;
        this.dialects = new TreeSet<>(dialects);
    }

    void check(List<ProviderConfig> providers) {
        for (int i = 0; i < providers.size(); i++) {
            check(KeyPath.item("providers", i), providers.get(i));
        }
        ConfigChecks.refuseTwice(problems, "providers", providers, ProviderConfig::name, "name");
    }

    private void check(String path, ProviderConfig provider) {
        ConfigChecks.checkName(problems, KeyPath.key(path, "name"), provider.name());
        if (!dialects.contains(provider.dialect())) {
            problems.add(
                    KeyPath.key(path, "dialect"),
                    "must be one of " + String.join(", ", dialects) + Spelling.guess(provider.dialect(), dialects));
        }
        checkKeys(KeyPath.key(path, "keys"), provider.keys());
        Path ca = provider.upstream().tls().ca();
        if (ca != null) {
            PemFiles.checkCertificates(problems, path + ".upstream.tls.ca", ca);
            if (!provider.baseUrl().origin().tls()) {
                problems.add(path + ".upstream.tls.ca", "is not looked at where base_url begins with http://");
            }
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
    }
}
