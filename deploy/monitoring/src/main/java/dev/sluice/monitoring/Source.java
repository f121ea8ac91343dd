package dev.sluice.monitoring;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is written down under {@code source/}. Files are read in the order of their names; what has {@code each} in
 * a list stands for as many entries, one for each map of words there.
 */
public record Source(
        Settings settings,
        SortedMap<String, Dashboard> dashboards,
        SortedMap<String, RuleFile> rules,
        List<Original> originals) {

    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper RECORDS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** Reads the folder; a word that nothing stands for, or a key that is not known, is refused. */
    public static Source read(Path folder) throws IOException {
        Settings settings = RECORDS.convertValue(tree(folder.resolve("settings.yaml")), Settings.class);
        SortedMap<String, Dashboard> dashboards = new TreeMap<>();
        for (Path file : yaml(folder.resolve("dashboards"))) {
            dashboards.put(name(file), RECORDS.convertValue(tree(file), Dashboard.class));
        }
        SortedMap<String, RuleFile> rules = new TreeMap<>();
        for (Path file : yaml(folder.resolve("rules"))) {
            ObjectNode tree = (ObjectNode) tree(file);
            JsonNode expanded = new Expansion(tree.remove("lists")).of(tree);
            rules.put(name(file), RECORDS.convertValue(Expansion.filled(expanded, settings.words()), RuleFile.class));
        }
        List<Original> originals =
                RECORDS.convertValue(tree(folder.resolve("originals.yaml")), new TypeReference<>() {});
        return new Source(settings, dashboards, rules, originals);
    }

    /** All alerts of all files, in order. */
    public List<Rule> alerts() {
        return rules.values().stream().flatMap(file -> file.alerts().stream()).toList();
    }

    private static JsonNode tree(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".yaml", "");
    }
}
