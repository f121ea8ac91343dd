package dev.sluice.monitoring;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that is rendered from the source: texts by the paths of their files, below this module's folder. */
public final class Rendering {

    private static final String HEADER = "# Rendered from source/; see docs/monitoring.md.\n";

    private Rendering() {}

    /** Dashboards, rules and their tests. */
    public static SortedMap<String, String> of(Source source) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (Map.Entry<String, Dashboard> dashboard : source.dashboards().entrySet()) {
            files.put("grafana/dashboards/" + dashboard.getKey() + ".json", json(dashboard.getValue(), source));
        }
        for (Map.Entry<String, RuleFile> entry : source.rules().entrySet()) {
            String name = entry.getKey();
            RuleFile rules = entry.getValue();
            files.put("prometheus/rules/" + name + ".yaml", HEADER + RuleYaml.of(rules, source.settings()));
            if (!rules.alerts().isEmpty()) {
                files.put("prometheus/tests/" + name + ".yaml", HEADER + CaseYaml.of(name, rules));
            }
        }
        files.put("prometheus/tests/originals.yaml", HEADER + CaseYaml.of(source.originals()));
        return files;
    }

    /** A page of the documentation with the table of the documents' queries in its place. */
    public static String page(String page, Source source) {
        return OriginalsTable.in(page, source.originals());
    }

    private static String json(Dashboard dashboard, Source source) throws IOException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines);
        return DashboardJson.JSON.writer(printer).writeValueAsString(DashboardJson.of(dashboard, source.settings()))
                + "\n";
    }
}
