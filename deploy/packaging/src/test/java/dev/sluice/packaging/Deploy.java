package dev.sluice.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The folder {@code deploy}, and YAML as other programs read it: with anchors and merges. */
final class Deploy {

    static final Path FOLDER = Path.of("..").toAbsolutePath().normalize();

    private static final JsonMapper JSON = new JsonMapper();

    private Deploy() {}

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(Path file) {
        return JSON.valueToTree(new Yaml().load(read(file)));
    }

    static List<JsonNode> documents(String text) {
        List<JsonNode> all = new ArrayList<>();
        for (Object each : new Yaml().loadAll(text)) {
            if (each != null) {
                all.add(JSON.valueToTree(each));
            }
        }
        return all;
    }

    static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return all;
    }

    /** The element of a list whose field has this value. */
    static JsonNode where(JsonNode list, String field, String value) {
        for (JsonNode each : list) {
            if (each.path(field).asText().equals(value)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    /** Runs a program to its end, which must be soon, and gives what it said. */
    static Said run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        return new Said(process.waitFor(), output);
    }

    record Said(int exitCode, String output) {}

    static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
