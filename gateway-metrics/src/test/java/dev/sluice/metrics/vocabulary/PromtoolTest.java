package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Has Prometheus' own linter read what is shown, where it is installed. */
class PromtoolTest {

    /** How promtool ends when it has something to complain about. */
    private static final int LINT_FOUND = 3;

    /** The documented names that its rules do not agree with. */
    private static final Set<String> NAMED_BY_OTHERS = Set.of(
            "gpt_load_active_keys_total non-counter metrics should not have \"_total\" suffix",
            "gpt_load_invalid_keys_total non-counter metrics should not have \"_total\" suffix",
            "subscription_count non-histogram and non-summary metrics should not have \"_count\" suffix",
            "modelgate_provider_p95_latency_ms metric names should not contain abbreviated units");

    @Test
    void complainsOfNothingButNamesThatAreNotOurs() throws Exception {
        assumeTrue(installed(), "promtool is not installed");
        try (Site site = new Site()) {
            for (String vocabulary : Vocabularies.names()) {
                assertThat(complaints(site.text(List.of(vocabulary))))
                        .as(vocabulary)
                        .isSubsetOf(NAMED_BY_OTHERS);
            }
            assertThat(complaints(site.text(Vocabularies.names())))
                    .as("merged")
                    .containsExactlyInAnyOrderElementsOf(NAMED_BY_OTHERS);
        }
    }

    private static boolean installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "promtool").canExecute());
    }

    /** One a line; a text that could not be read leaves something else than the known ones, too. */
    private static List<String> complaints(String text) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(Arrays.asList("promtool", "check", "metrics"))
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = promtool.waitFor();
        List<String> lines = new ArrayList<>(complaints.lines().toList());
        if (exit != (lines.isEmpty() ? 0 : LINT_FOUND)) {
            lines.add("exit " + exit);
        }
        return lines;
    }
}
