package dev.sluice.monitoring;

import static dev.sluice.monitoring.RuleYaml.YAML;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.monitoring.Original.Proof;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tests for {@code promtool test rules}. Alerts are asked for as the series that they are. */
final class CaseYaml {

    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    private CaseYaml() {}

    /** Each case of each alert of a file. */
    static String of(String name, RuleFile file) throws IOException {
        ObjectNode root = YAML.createObjectNode();
        ArrayNode files = root.putArray("rule_files");
        file.needs().forEach(needed -> files.add("../rules/" + needed + ".yaml"));
        files.add("../rules/" + name + ".yaml");
        root.put("evaluation_interval", "1m");
        ArrayNode tests = root.putArray("tests");
        for (Rule alert : file.alerts()) {
            for (Case story : file.casesOf(alert)) {
                tests.add(test(alert, story));
            }
        }
        return YAML.writeValueAsString(root);
    }

    private static ObjectNode test(Rule alert, Case story) {
        ObjectNode test = begun(alert.name() + ": " + story.title(), story.series());
        String firing = "ALERTS{alertname=\"" + alert.name() + "\",alertstate=\"firing\"}";
        ObjectNode asked = test.putArray("promql_expr_test").addObject();
        asked.put("expr", story.fires().isEmpty() ? firing : "sum by (" + labels(story) + ") (" + firing + ")");
        asked.put("eval_time", story.at());
        ArrayNode samples = asked.putArray("exp_samples");
        for (String labels : story.fires()) {
            samples.addObject().put("labels", "{" + labels + "}").put("value", 1);
        }
        return test;
    }

    private static String labels(Case story) {
        Matcher labels = LABEL.matcher(story.fires().get(0));
        return String.join(", ", labels.results().map(label -> label.group(1)).toList());
    }

    private static ObjectNode begun(String title, Map<String, String> series) {
        ObjectNode test = YAML.createObjectNode().put("interval", "1m").put("name", title);
        ArrayNode inputs = test.putArray("input_series");
        series.forEach(
                (labels, values) -> inputs.addObject().put("series", labels).put("values", values));
        return test;
    }

    /** What comes of the documents' queries as they are written, where that can be told by values. */
    static String of(List<Original> originals) throws IOException {
        ObjectNode root = YAML.createObjectNode();
        root.putArray("rule_files");
        root.put("evaluation_interval", "1m");
        ArrayNode tests = root.putArray("tests");
        for (Original original : originals) {
            Proof proof = original.proof();
            if (proof != null && !proof.gives().equals(Proof.NO_EXPRESSION)) {
                tests.add(test(original, proof));
            }
        }
        return YAML.writeValueAsString(root);
    }

    private static ObjectNode test(Original original, Proof proof) {
        ObjectNode test = begun(original.id(), proof.series());
        ObjectNode asked = test.putArray("promql_expr_test").addObject();
        asked.put("expr", question(original.written(), proof.gives()));
        asked.put("eval_time", "10m");
        ArrayNode samples = asked.putArray("exp_samples");
        if (!proof.gives().equals(Proof.NOTHING)) {
            double value = proof.gives().equals(Proof.INFINITY) ? 1 : Double.parseDouble(proof.gives());
            samples.addObject().put("labels", "{}").put("value", value);
        }
        return test;
    }

    private static String question(String written, String gives) {
        return switch (gives) {
            case Proof.NOTHING -> written;
            // YAML has no way to write it that promtool reads.
            case Proof.INFINITY -> "count((" + written + ") == Inf)";
            default -> "max(" + written + ")";
        };
    }
}
