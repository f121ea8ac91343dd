package dev.sluice.monitoring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own checker; tests that need it skip themselves where it is not installed. */
public final class Promtool {

    private Promtool() {}

    /** What it says; empty when it has nothing to complain about. */
    static String complaints(String... arguments) throws IOException, InterruptedException {
        assumeTrue(isInstalled("promtool"), "promtool is not installed");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // It lives for seconds: a quarter of its time would go into keeping it smaller than it need be.
        builder.environment().put("GOGC", "400");
        Process promtool = builder.start();
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? "" : said;
    }

    public static boolean isInstalled(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, program).canExecute());
    }

    /** What it says of expressions, as rules of a file of their own. */
    static String complaintsOf(Collection<String> expressions, Path folder) throws IOException, InterruptedException {
        var root = RuleYaml.YAML.createObjectNode();
        var group = root.putArray("groups").addObject().put("name", "expressions");
        var rules = group.putArray("rules");
        int number = 0;
        for (String expression : expressions) {
            rules.addObject().put("record", "expression:" + number++).put("expr", expression);
        }
        Path file = folder.resolve("expressions.yaml");
        Files.writeString(file, RuleYaml.YAML.writeValueAsString(root));
        return complaints("check", "rules", file.toString());
    }
}
