package dev.sluice.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A story that an alert is tested with.
 *
 * @param series values a minute apart, in promtool's notation, by series
 * @param at when it is looked at
 * @param fires labels of each alert that is firing then; empty: none must
 */
public record Case(String title, Map<String, String> series, String at, List<String> fires) {

    public Case {
        series = new LinkedHashMap<>(series);
        series.forEach((name, values) -> {
            // Else YAML took 0x20 for a number.
            if (values.matches("\\d+")) {
                throw new IllegalArgumentException(title + ": write 0+0x20 for twenty zeros: " + name);
            }
        });
        fires = List.copyOf(Objects.requireNonNullElse(fires, List.of()));
    }
}
