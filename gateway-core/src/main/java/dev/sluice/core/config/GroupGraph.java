package dev.sluice.core.config;

import dev.sluice.core.config.ProviderConfig.Member;
import dev.sluice.core.provider.ModelRedirects;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a file by name, and what aggregates come down to. Made of whatever is in the file, be it wrong: a group
 * that is not known comes down to nothing. Immutable.
 */
final class GroupGraph {

    private final Map<String, ProviderConfig> byName = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> shares = new HashMap<>();
    private final NameGraph members;

    GroupGraph(List<ProviderConfig> providers) {
        for (ProviderConfig provider : providers) {
            byName.putIfAbsent(provider.name(), provider);
        }
        members = NameGraph.of(
                providers,
                ProviderConfig::name,
                provider -> provider.parts().stream().map(Member::provider).toList());
        for (int place : members.order()) {
            ProviderConfig provider = providers.get(place);
            shares.putIfAbsent(provider.name(), sharesOf(provider));
        }
    }

    /** The circles among aggregates. */
    List<NameGraph.Circle> circles() {
        return members.circles();
    }

    /**
     * The providers that a group comes down to, and the part of its traffic that each gets; in the order of the file.
     */
    Map<String, Double> shares(String group) {
        return shares.getOrDefault(group, Map.of());
    }

    /** Requires that no provider of a group refuses a model because its redirects are strict. */
    void checkTakes(Problems problems, String path, String group, String model) {
        for (String provider : shares(group).keySet()) {
            ProviderConfig config = byName.get(provider);
            // Strict redirects without any are a problem already, as is a model without a name.
            if (config != null
                    && !config.modelRedirects().isEmpty()
                    && !model.isEmpty()
                    && redirects(config).of(model) == null) {
                problems.add(path, "is a model that " + provider + " refuses: add it to its model_redirects");
                return;
            }
        }
    }

    /** A provider's own name of a model; null where it is not known, or refuses it. */
    @Nullable
    String redirected(String provider, String model) {
        ProviderConfig config = byName.get(provider);
        return config == null ? null : redirects(config).of(model);
    }

    static ModelRedirects redirects(ProviderConfig provider) {
        return new ModelRedirects(provider.modelRedirects(), provider.modelRedirectStrict());
    }

    /** Requires that there is a group. Where a group's own name could not be read, it may be the one that is meant. */
    void checkExists(Problems problems, String path, String group) {
        Set<String> names = byName.keySet();
        boolean allNamed = !names.isEmpty() && !names.contains("");
        if (allNamed && !names.contains(group)) {
            problems.add(path, "no provider has this name" + Spelling.guess(group, names));
        }
    }

    boolean knows(String group) {
        return byName.containsKey(group);
    }

    private Map<String, Double> sharesOf(ProviderConfig provider) {
        if (!provider.isAggregate()) {
            return Map.of(provider.name(), 1.0);
        }
        List<Member> parts = provider.parts();
        double total = parts.stream().mapToDouble(Member::weight).sum();
        Map<String, Double> sum = new LinkedHashMap<>();
        for (Member part : parts) {
            shares(part.provider())
                    .forEach((leaf, share) -> sum.merge(leaf, share * part.weight() / total, Double::sum));
        }
        return sum;
    }
}
