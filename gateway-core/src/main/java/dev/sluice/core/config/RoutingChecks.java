package dev.sluice.core.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks section {@code routing}. */
final class RoutingChecks {

    private final Problems problems;
    private final GroupGraph groups;
    private final List<ModelConfig> models;
    private final Map<String, ModelConfig> byName = new HashMap<>();

    RoutingChecks(Problems problems, GroupGraph groups, List<ModelConfig> models) {
        this.problems = problems;
        this.groups = groups;
        this.models = models;
        models.forEach(model -> byName.putIfAbsent(model.name(), model));
    }

    void check(RoutingConfig routing) {
        RoutingConfig.Cost cost = routing.cost();
        checkLists("cost", List.of(cost.simple(), cost.medium(), cost.complex()));
        checkLists("capability", routing.capability().byTask().values());
        if (cost.simpleBelow() > cost.complexFrom()) {
            problems.add("routing.cost.simple_below", "is more than complex_from: nothing would be between");
        }
        checkList("routing.cost.simple", cost.simple());
        checkList("routing.cost.medium", cost.medium());
        checkList("routing.cost.complex", cost.complex());
        routing.capability()
                .byTask()
                .forEach((task, list) ->
                        checkList("routing.capability." + task.name().toLowerCase(Locale.ROOT), list));
    }

    /** Of a strategy that has nothing to choose from nobody would notice that it does nothing. */
    private void checkLists(String strategy, Collection<List<String>> lists) {
        if (!lists.stream().allMatch(List::isEmpty) || problems.hasIn("routing")) {
            return;
        }
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).strategy().equals(strategy)) {
                problems.add(
                        KeyPath.key(KeyPath.item("models", i), "strategy"),
                        "takes models from the lists of routing." + strategy + ", and they are all empty");
            }
        }
    }

    private void checkList(String path, List<String> list) {
        for (int i = 0; i < list.size(); i++) {
            checkName(KeyPath.item(path, i), list.get(i));
        }
        ConfigChecks.refuseTwice(problems, path, list, name -> name, "");
    }

    private void checkName(String path, String name) {
        if (byName.containsKey(name)) {
            return;
        }
        int slash = name.indexOf('/');
        String group = name.substring(0, Math.max(0, slash));
        if (slash >= 0 && slash + 1 < name.length() && groups.knows(group)) {
            groups.checkTakes(problems, path, group, name.substring(slash + 1));
        } else if (!byName.containsKey("")) {
            List<String> known = new ArrayList<>(byName.keySet());
            problems.add(path, "is neither the name of a model nor provider/model" + Spelling.guess(name, known));
        }
    }
}
