package dev.sluice.core.config;

import dev.sluice.core.config.ModelConfig.TargetConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks section {@code models}. */
final class ModelChecks {

    private final Problems problems;
    private final GroupGraph groups;

    ModelChecks(Problems problems, GroupGraph groups) {
        this.problems = problems;
        this.groups = groups;
    }

    void check(List<ModelConfig> models) {
        for (int i = 0; i < models.size(); i++) {
            ModelConfig model = models.get(i);
            String path = KeyPath.item("models", i);
            ConfigChecks.checkModelName(problems, KeyPath.key(path, "name"), model.name());
            checkSlash(KeyPath.key(path, "name"), model.name());
            checkTargets(KeyPath.key(path, "targets"), model);
        }
        ConfigChecks.refuseTwice(problems, "models", models, ModelConfig::name, "name");
        checkFallbacks(models);
    }

    /** {@code provider/model} names a target: it must not be a model, too. */
    private void checkSlash(String path, String name) {
        int slash = name.indexOf('/');
        if (slash > 0 && groups.knows(name.substring(0, slash))) {
            problems.add(
                    path,
                    "reads as provider/model, and there is a provider " + name.substring(0, slash)
                            + ": give one of the two another name");
        }
    }

    private void checkTargets(String path, ModelConfig model) {
        List<TargetConfig> targets = model.targets();
        for (int i = 0; i < targets.size(); i++) {
            TargetConfig target = targets.get(i);
            String item = KeyPath.item(path, i);
            String provider = KeyPath.key(item, "provider");
            groups.checkExists(problems, provider, target.provider());
            if (target.model() != null) {
                ConfigChecks.checkModelName(problems, KeyPath.key(item, "model"), target.model());
            }
            groups.checkTakes(
                    problems,
                    target.model() == null ? provider : KeyPath.key(item, "model"),
                    target.provider(),
                    target.modelFor(model.name()));
        }
        ConfigChecks.refuseTwice(
                problems, path, targets, each -> each.provider() + "/" + each.modelFor(model.name()), "");
    }

    private void checkFallbacks(List<ModelConfig> models) {
        Map<String, ModelConfig> byName = new HashMap<>();
        models.forEach(model -> byName.putIfAbsent(model.name(), model));
        for (int i = 0; i < models.size(); i++) {
            String path = list(i);
            List<String> fallbacks = models.get(i).fallbacks();
            for (int j = 0; j < fallbacks.size(); j++) {
                checkFallback(KeyPath.item(path, j), fallbacks.get(j), byName);
            }
            ConfigChecks.refuseTwice(problems, path, fallbacks, name -> name, "");
        }
        for (NameGraph.Circle circle :
                NameGraph.of(models, ModelConfig::name, ModelConfig::fallbacks).circles()) {
            problems.add(
                    KeyPath.item(list(circle.node()), circle.reference()),
                    "leads back to where it comes from: " + circle.names());
        }
    }

    private void checkFallback(String path, String name, Map<String, ModelConfig> byName) {
        if (!byName.containsKey(name) && !byName.containsKey("")) {
            problems.add(path, "no model has this name" + Spelling.guess(name, byName.keySet()));
        }
    }

    private static String list(int model) {
        return KeyPath.key(KeyPath.item("models", model), "fallbacks");
    }
}
