package dev.sluice.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Objects;
import java.util.TreeMap;

/** A file of rules as Prometheus loads it. */
final class RuleYaml {

    static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    private RuleYaml() {}

    static String of(RuleFile file, Settings settings) throws IOException {
        ObjectNode root = YAML.createObjectNode();
        ArrayNode groups = root.putArray("groups");
        for (RuleFile.Group group : file.groups()) {
            ObjectNode json = groups.addObject().put("name", group.name());
            if (group.interval() != null) {
                json.put("interval", group.interval());
            }
            ArrayNode rules = json.putArray("rules");
            group.rules().forEach(rule -> rules.add(of(rule, settings)));
        }
        return YAML.writeValueAsString(root);
    }

    private static ObjectNode of(Rule rule, Settings settings) {
        ObjectNode json = YAML.createObjectNode();
        json.put(rule.isAlert() ? "alert" : "record", rule.name());
        json.put("expr", rule.expr());
        if (rule.pending() != null) {
            json.put("for", rule.pending());
        }
        if (rule.isAlert() || !rule.labels().isEmpty()) {
            ObjectNode labels = json.putObject("labels");
            new TreeMap<>(rule.labels()).forEach(labels::put);
            if (rule.isAlert()) {
                labels.put("severity", rule.severity());
            }
        }
        if (rule.isAlert()) {
            json.putObject("annotations")
                    .put("summary", Objects.requireNonNull(rule.summary()))
                    .put("description", Objects.requireNonNull(rule.description()))
                    .put("runbook_url", settings.runbook(rule.name()));
        }
        return json;
    }
}
