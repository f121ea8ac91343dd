package dev.sluice.monitoring;

import static dev.sluice.monitoring.DashboardJson.JSON;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.monitoring.Panel.Kind;
import dev.sluice.monitoring.Panel.Query;
import java.util.Locale;
import java.util.Map;

/** A panel in Grafana's JSON model, without its place. */
final class PanelJson {

    private final Panel panel;

    private PanelJson(Panel panel) {
        this.panel = panel;
    }

    static ObjectNode of(Panel panel, Settings settings) {
        PanelJson rendered = new PanelJson(panel);
        ObjectNode json = JSON.createObjectNode();
        json.put("type", panel.kind().name().toLowerCase(Locale.ROOT)).put("title", panel.title());
        if (panel.about() != null || panel.absent() != null) {
            json.put("description", rendered.description());
        }
        json.set("datasource", DashboardJson.dataSource());
        if (panel.runbook() != null) {
            json.putArray("links")
                    .addObject()
                    .put("title", "Runbook: " + panel.runbook())
                    .put("url", settings.runbook(panel.runbook()))
                    .put("targetBlank", true);
        }
        json.putObject("fieldConfig")
                .<ObjectNode>set("defaults", rendered.defaults())
                .putArray("overrides");
        json.set("options", rendered.options());
        json.set("targets", rendered.targets());
        if (panel.kind() == Kind.TABLE) {
            json.set("transformations", withoutTime());
        }
        return json;
    }

    private String description() {
        String about = panel.about() == null ? "" : panel.about();
        String absent = panel.absent() == null ? "" : "Empty " + panel.absent() + ".";
        return (about + " " + absent).strip();
    }

    private ObjectNode defaults() {
        ObjectNode defaults = JSON.createObjectNode().put("unit", panel.unit());
        if (panel.min() != null) {
            defaults.put("min", panel.min());
        } else if (panel.kind() == Kind.TIMESERIES) {
            defaults.put("min", 0);
        }
        if (panel.max() != null) {
            defaults.put("max", panel.max());
        }
        defaults.set("thresholds", thresholds());
        if (!panel.mappings().isEmpty()) {
            defaults.set("mappings", mappings());
        }
        if (panel.kind() == Kind.TIMESERIES) {
            defaults.set("custom", lines());
        }
        return defaults;
    }

    private ObjectNode thresholds() {
        ObjectNode thresholds = JSON.createObjectNode().put("mode", "absolute");
        ArrayNode steps = thresholds.putArray("steps");
        Map<String, String> colours = panel.thresholds();
        // The first step has no value: it holds from minus infinity.
        steps.addObject().put("color", colours.getOrDefault("0", "green")).putNull("value");
        colours.forEach((value, colour) -> {
            if (!value.equals("0")) {
                steps.addObject().put("color", colour).put("value", Double.parseDouble(value));
            }
        });
        return thresholds;
    }

    private ArrayNode mappings() {
        ArrayNode mappings = JSON.createArrayNode();
        ObjectNode options = mappings.addObject().put("type", "value").putObject("options");
        panel.mappings()
                .forEach((value, shown) ->
                        options.putObject(value).put("text", shown.text()).put("color", shown.color()));
        return mappings;
    }

    private ObjectNode lines() {
        ObjectNode custom = JSON.createObjectNode();
        custom.put("drawStyle", "line")
                .put("lineWidth", 1)
                .put("fillOpacity", 10)
                .put("showPoints", "never");
        custom.putObject("thresholdsStyle").put("mode", panel.thresholds().isEmpty() ? "off" : "line");
        return custom;
    }

    private ObjectNode options() {
        ObjectNode options = JSON.createObjectNode();
        switch (panel.kind()) {
            case TIMESERIES -> {
                options.putObject("legend")
                        .put("displayMode", "list")
                        .put("placement", "bottom")
                        .put("showLegend", true);
                options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            }
            case STAT ->
                options.setAll(newest().put("colorMode", "value")
                        .put("graphMode", "none")
                        .put("textMode", "auto"));
            case BARGAUGE ->
                options.setAll(newest().put("displayMode", "gradient").put("orientation", "horizontal"));
            case TABLE -> options.put("showHeader", true).put("cellHeight", "sm");
            case HEATMAP -> {
                options.put("calculate", false);
                options.putObject("yAxis").put("unit", panel.unit()).put("axisPlacement", "left");
                options.putObject("color")
                        .put("mode", "scheme")
                        .put("scheme", "Oranges")
                        .put("steps", 64);
                options.putObject("tooltip").put("mode", "single").put("yHistogram", true);
            }
        }
        return options;
    }

    private static ObjectNode newest() {
        ObjectNode options = JSON.createObjectNode();
        ObjectNode reduce = options.putObject("reduceOptions").put("values", false);
        reduce.putArray("calcs").add("lastNotNull");
        return options;
    }

    private ArrayNode targets() {
        ArrayNode targets = JSON.createArrayNode();
        for (Query query : panel.queries()) {
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
            target.set("datasource", DashboardJson.dataSource());
            target.put("expr", query.promql());
            target.put("legendFormat", query.legend() == null ? "__auto" : query.legend());
            target.put("instant", panel.kind().isInstant())
                    .put("range", !panel.kind().isInstant());
            target.put("format", format());
        }
        return targets;
    }

    private String format() {
        return switch (panel.kind()) {
            case TABLE -> "table";
            case HEATMAP -> "heatmap";
            default -> "time_series";
        };
    }

    private static ArrayNode withoutTime() {
        ArrayNode transformations = JSON.createArrayNode();
        ObjectNode organize = transformations.addObject().put("id", "organize");
        organize.putObject("options").putObject("excludeByName").put("Time", true);
        return transformations;
    }
}
