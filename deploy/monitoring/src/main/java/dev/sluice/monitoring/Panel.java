package dev.sluice.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A panel, as it is written down.
 *
 * @param runbook the alert whose runbook says what to do about it
 * @param thresholds colours from these values up, in ascending order
 * @param mappings what stands for a value
 * @param width of 24; absent: that of its kind
 * @param mayBeEmpty whether no series is good news
 * @param absent when there are no such families: "without a cache"
 */
public record Panel(
        String title,
        Kind kind,
        String unit,
        @Nullable String about,
        @Nullable String runbook,
        Map<String, String> thresholds,
        Map<String, Mapping> mappings,
        @Nullable Integer width,
        @Nullable Double min,
        @Nullable Double max,
        boolean mayBeEmpty,
        @Nullable String absent,
        List<Query> queries) {

    public Panel {
        thresholds = new LinkedHashMap<>(Objects.requireNonNullElse(thresholds, Map.of()));
        mappings = new LinkedHashMap<>(Objects.requireNonNullElse(mappings, Map.of()));
        queries = List.copyOf(queries);
    }

    /** How a panel shows its series, and how large it is unless it says so. */
    public enum Kind {
        TIMESERIES(8, 8),
        STAT(4, 5),
        TABLE(8, 8),
        HEATMAP(12, 8),
        BARGAUGE(8, 8);

        private final int width;
        private final int height;

        Kind(int width, int height) {
            this.width = width;
            this.height = height;
        }

        public int height() {
            return height;
        }

        /** Whether the newest values are all that is shown. */
        public boolean isInstant() {
            return this == STAT || this == TABLE || this == BARGAUGE;
        }
    }

    /** What a value is shown as. */
    public record Mapping(String text, String color) {}

    /**
     * PromQL in which <code>{@}</code> stands for the chosen job and instances, and {@code [@]} for the rate interval.
     */
    public record Query(String expr, @Nullable String legend) {

        private static final String CHOSEN = "{job=\"$job\",instance=~\"$instance\"";

        /** The expression as Grafana wants it. */
        public String promql() {
            return expr.replace("{@", CHOSEN).replace("[@]", "[$__rate_interval]");
        }
    }

    /** Columns of 24 that it takes. */
    public int columns() {
        return width == null ? kind.width : width;
    }
}
