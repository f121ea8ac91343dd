package dev.sluice.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The chart, rendered by Helm itself. */
final class Chart {

    static final Path FOLDER = Deploy.file("helm/sluice");

    private final Map<String, JsonNode> manifests;

    private Chart(Map<String, JsonNode> manifests) {
        this.manifests = manifests;
    }

    /** Tests that need Helm are skipped where there is no native library of it: not on Linux, macOS and Windows. */
    static void needsHelm() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean known = List.of("amd64", "x86_64", "aarch64", "arm64").contains(architecture)
                && (os.contains("linux") || os.contains("mac") || os.contains("win"));
        Assumptions.assumeTrue(known, "no Helm for " + os + " on " + architecture);
    }

    /** With a file of values, and {@code name=value} over them; throws {@link IllegalStateException} when Helm does. */
    static Chart render(Path values, String... settings) {
        TemplateCommand command = new Helm(FOLDER).template().withName("gw").withNamespace("llm");
        if (values != null) {
            command = command.withValuesFile(values);
        }
        for (String setting : settings) {
            int sign = setting.indexOf('=');
            command = command.set(setting.substring(0, sign), setting.substring(sign + 1));
        }
        Map<String, JsonNode> manifests = new TreeMap<>();
        for (JsonNode each : Deploy.documents(command.call())) {
            manifests.put(
                    each.path("kind").asText() + "/" + each.at("/metadata/name").asText(), each);
        }
        return new Chart(manifests);
    }

    List<String> names() {
        return new ArrayList<>(manifests.keySet());
    }

    /** By kind and name; there must be one. */
    JsonNode get(String name) {
        JsonNode found = manifests.get(name);
        if (found == null) {
            throw new AssertionError(name + " is not among " + names());
        }
        return found;
    }

    /** The gateway's configuration. */
    String configuration() {
        return get("ConfigMap/gw-sluice").at("/data/gateway.yaml").asText();
    }

    /** All of it, as text. */
    @Override
    public String toString() {
        return manifests.toString();
    }
}
