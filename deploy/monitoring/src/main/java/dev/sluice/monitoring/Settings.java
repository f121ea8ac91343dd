package dev.sluice.monitoring;

import java.util.Map;

/**
 * What all dashboards and rules share.
 *
 * @param runbooks address of the runbooks; an alert's name and {@code .md} are appended
 * @param words what <code>${word}</code> stands for in rules
 */
public record Settings(String runbooks, Map<String, String> words) {

    public Settings {
        words = Map.copyOf(words);
    }

    /** Where the runbook of an alert is. */
    public String runbook(String alert) {
        return runbooks + alert + ".md";
    }
}
