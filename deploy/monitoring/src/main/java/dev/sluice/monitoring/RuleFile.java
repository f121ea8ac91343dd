package dev.sluice.monitoring;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of rules, as it is written down.
 *
 * @param needs files whose records its alerts ask for
 * @param cases of alerts that have none beside them, by the alert's name
 */
public record RuleFile(List<String> needs, List<Group> groups, Map<String, List<Case>> cases) {

    public RuleFile {
        needs = List.copyOf(Objects.requireNonNullElse(needs, List.of()));
        groups = List.copyOf(groups);
        cases = Map.copyOf(Objects.requireNonNullElse(cases, Map.of()));
    }

    /** Rules that are evaluated one after the other. */
    public record Group(String name, @Nullable String interval, List<Rule> rules) {

        public Group {
            rules = List.copyOf(rules);
        }
    }

    /** All alerts, in order. */
    public List<Rule> alerts() {
        return groups.stream()
                .flatMap(group -> group.rules().stream())
                .filter(Rule::isAlert)
                .toList();
    }

    /** What is known of when an alert must fire, and when not. */
    public List<Case> casesOf(Rule alert) {
        return alert.cases().isEmpty() ? cases.getOrDefault(alert.name(), List.of()) : alert.cases();
    }
}
