package dev.sluice.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A dashboard in Grafana's JSON model, with variables for the data source, the job and its instances. */
final class DashboardJson {

    static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int SCHEMA = 39;
    private static final int COLUMNS = 24;

    private final Settings settings;
    private final ArrayNode panels = JSON.createArrayNode();
    private int x;
    private int y;
    private int tallest;

    private DashboardJson(Settings settings) {
        this.settings = settings;
    }

    static ObjectNode of(Dashboard dashboard, Settings settings) {
        ObjectNode json = JSON.createObjectNode();
        json.put("uid", dashboard.uid());
        json.put("title", dashboard.title());
        json.put("description", dashboard.about());
        json.putArray("tags").add("sluice");
        json.put("schemaVersion", SCHEMA);
        json.put("editable", true);
        json.put("graphTooltip", 1);
        json.put("refresh", "30s");
        json.put("timezone", "browser");
        json.putObject("time").put("from", "now-3h").put("to", "now");
        json.putObject("annotations").putArray("list");
        json.set("links", links());
        json.putObject("templating").set("list", variables(dashboard));
        json.set("panels", new DashboardJson(settings).laidOut(dashboard));
        return json;
    }

    private static ArrayNode links() {
        ArrayNode links = JSON.createArrayNode();
        ObjectNode others = links.addObject();
        others.put("type", "dashboards").put("title", "Sluice").put("asDropdown", true);
        others.put("includeVars", true).put("keepTime", true).putArray("tags").add("sluice");
        return links;
    }

    private static ArrayNode variables(Dashboard dashboard) {
        ArrayNode variables = JSON.createArrayNode();
        variables
                .addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus");
        ObjectNode job = variable("job", "Job", "label_values(" + dashboard.of() + ", job)");
        // One job: two that scrape the same gateway would count everything twice.
        job.put("multi", false).put("includeAll", false);
        variables.add(job);
        ObjectNode instance =
                variable("instance", "Instance", "label_values(" + dashboard.of() + "{job=\"$job\"}, instance)");
        instance.put("multi", true).put("includeAll", true).put("allValue", ".+");
        instance.putObject("current").put("text", "All").put("value", "$__all");
        variables.add(instance);
        return variables;
    }

    private static ObjectNode variable(String name, String label, String query) {
        ObjectNode variable = JSON.createObjectNode();
        variable.put("name", name).put("label", label).put("type", "query");
        variable.set("datasource", dataSource());
        variable.put("definition", query);
        variable.putObject("query").put("query", query).put("refId", name);
        return variable.put("refresh", 2).put("sort", 1);
    }

    static ObjectNode dataSource() {
        return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
    }

    private ArrayNode laidOut(Dashboard dashboard) {
        for (Dashboard.Row row : dashboard.rows()) {
            nextLine();
            ObjectNode heading = panels.addObject();
            heading.put("id", panels.size()).put("type", "row").put("title", row.title());
            heading.put("collapsed", false).putArray("panels");
            place(heading, COLUMNS, 1);
            row.panels().forEach(this::add);
        }
        return panels;
    }

    private void add(Panel panel) {
        ObjectNode json = PanelJson.of(panel, settings);
        panels.add(json);
        json.put("id", panels.size());
        place(json, panel.columns(), panel.kind().height());
    }

    private void place(ObjectNode panel, int width, int height) {
        if (x + width > COLUMNS) {
            nextLine();
        }
        panel.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
        x += width;
        tallest = Math.max(tallest, height);
    }

    private void nextLine() {
        x = 0;
        y += tallest;
        tallest = 0;
    }
}
