package dev.sluice.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an alert wakes finds what to do. */
class RunbooksTest {

    private static final List<String> SECTIONS =
            List.of("## Meaning", "## Impact", "## First queries", "## What to do");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        TreeSet<String> alerts = new TreeSet<>();
        Folders.source().alerts().forEach(alert -> alerts.add(alert.name() + ".md"));
        try (Stream<Path> files = Files.list(Folders.RUNBOOKS)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(alerts);
        }
    }

    @Test
    void everyLinkOfARunbookLeadsToAnother() throws IOException {
        for (Rule alert : Folders.source().alerts()) {
            String runbook = Files.readString(Folders.RUNBOOKS.resolve(alert.name() + ".md"));
            Matcher links = LINK.matcher(runbook);
            while (links.find()) {
                assertThat(Folders.RUNBOOKS.resolve(links.group(1)))
                        .as(alert.name())
                        .exists();
            }
        }
    }

    @Test
    void everyRunbookHasItsSectionsAndThreeQueries(@TempDir Path folder) throws Exception {
        List<String> all = new ArrayList<>();
        for (Rule alert : Folders.source().alerts()) {
            String runbook = Files.readString(Folders.RUNBOOKS.resolve(alert.name() + ".md"));
            assertThat(runbook).as(alert.name()).startsWith("# " + alert.name() + "\n");
            assertThat(runbook.lines().filter(line -> line.startsWith("## ")))
                    .as(alert.name())
                    .containsExactlyElementsOf(SECTIONS);
            List<String> queries = Runbook.queries(runbook);
            assertThat(queries).as(alert.name()).hasSize(3);
            all.addAll(queries);
        }
        assertThat(Promtool.complaintsOf(all, folder)).isEmpty();
    }
}
