package dev.sluice.core.config;

import dev.sluice.core.config.ModelConfig.TargetConfig;
import java.util.List;

/** Checks section {@code models}. */
final class ModelChecks {

    private final Problems problems;

    ModelChecks(Problems problems) {
        this.problems = problems;
    }

    void check(List<ModelConfig> models, List<ProviderConfig> providers) {
        List<String> names = providers.stream().map(ProviderConfig::name).toList();
        for (int i = 0; i < models.size(); i++) {
            String path = KeyPath.item("models", i);
            ConfigChecks.checkModelName(
                    problems, KeyPath.key(path, "name"), models.get(i).name());
            checkTargets(KeyPath.key(path, "targets"), models.get(i).targets(), names);
        }
        ConfigChecks.refuseTwice(problems, "models", models, ModelConfig::name, "name");
    }

    private void checkTargets(String path, List<TargetConfig> targets, List<String> providers) {
        if (targets.size() > 1) {
            problems.add(path, "more than one target is not supported yet: leave one");
        }
        for (int i = 0; i < targets.size(); i++) {
            TargetConfig target = targets.get(i);
            String item = KeyPath.item(path, i);
            checkProvider(KeyPath.key(item, "provider"), target.provider(), providers);
            String model = target.model();
            if (model != null) {
                ConfigChecks.checkModelName(problems, KeyPath.key(item, "model"), model);
            }
        }
    }

    /** Where a provider's own name could not be read (it is empty then), it may be the one that is meant. */
    private void checkProvider(String path, String provider, List<String> providers) {
        boolean allNamed = !providers.isEmpty() && !providers.contains("");
        if (allNamed && !providers.contains(provider)) {
            problems.add(path, "no provider has this name" + Spelling.guess(provider, providers));
        }
    }
}
