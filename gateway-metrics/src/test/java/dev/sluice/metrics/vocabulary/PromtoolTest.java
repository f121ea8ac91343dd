package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Has Prometheus' own linter read what is shown, where it is installed. */
class PromtoolTest {

    @Test
    void findsNothingToComplainAboutInAnyVocabulary() throws Exception {
        assumeTrue(installed(), "promtool is not installed");
        try (Site site = new Site()) {
            for (String vocabulary : Vocabularies.names()) {
                assertThat(lint(site.text(List.of(vocabulary)))).as(vocabulary).isEmpty();
            }
            assertThat(lint(site.text(Vocabularies.names()))).as("merged").isEmpty();
        }
    }

    private static boolean installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "promtool").canExecute());
    }

    private static String lint(String text) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(Arrays.asList("promtool", "check", "metrics"))
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = promtool.waitFor();
        return exit == 0 ? complaints : complaints + "exit " + exit;
    }
}
