package dev.sluice.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.monitoring.Original.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has Prometheus' own tools check the committed rules, and play every alert's cases. */
class RulesTest {

    private static final Set<String> SEVERITIES = Set.of("page", "critical", "warning", "ticket", "info");

    private static Source source;

    @BeforeAll
    static void read() throws IOException {
        source = Folders.source();
    }

    @Test
    void promtoolHasNothingToComplainAbout() throws Exception {
        assertThat(complaints(List.of("check", "rules", "--lint=all", "--lint-fatal"), files(Folders.RULES)))
                .isEmpty();
    }

    @Test
    void everyCaseEndsAsItIsWrittenDown() throws Exception {
        assumeTrue(Promtool.isInstalled("promtool"), "promtool is not installed");
        // A file a process, side by side: two of them are long, and one process takes its files one after the other.
        assertThat(files(Folders.TESTS).parallelStream().map(RulesTest::complaintsOfCases))
                .containsOnly("");
    }

    @Test
    void everyAlertIsSeenFiringAndSeenQuiet() {
        for (RuleFile file : source.rules().values()) {
            for (Rule alert : file.alerts()) {
                assertThat(file.casesOf(alert))
                        .as(alert.name())
                        .anyMatch(story -> !story.fires().isEmpty())
                        .anyMatch(story -> story.fires().isEmpty());
            }
            assertThat(file.alerts())
                    .extracting(Rule::name)
                    .containsAll(file.cases().keySet());
        }
    }

    @Test
    void alertsHaveNamesOfTheirOwnAndKnownSeverities() {
        assertThat(source.alerts()).extracting(Rule::name).doesNotHaveDuplicates();
        assertThat(source.alerts()).allSatisfy(alert -> assertThat(SEVERITIES).contains(alert.severity()));
    }

    @Test
    void everyQueryOfTheDocumentsIsWhereTheTableSays() {
        List<String> places = new ArrayList<>();
        source.dashboards()
                .values()
                .forEach(dashboard -> dashboard
                        .panels()
                        .forEach(panel -> places.add(dashboard.title().split(" / ")[0] + " / " + panel.title())));
        source.alerts().forEach(alert -> places.add("alert " + alert.name()));
        for (Original original : source.originals()) {
            if (original.id().matches(".*-[QPA]\\d.*")) {
                assertThat(places)
                        .as(original.id())
                        .anyMatch(place -> place.startsWith(original.where())
                                || original.where().startsWith(place));
            }
        }
    }

    @Test
    void thePageTellsOfAllAlertsWithTheirSeverities() throws IOException {
        String page = Files.readString(Folders.REPOSITORY.resolve("docs/monitoring.md"));
        assertThat(page).contains(source.alerts().size() + " alerts");
        for (Rule alert : source.alerts()) {
            String named = alert.name().endsWith("BurnsSlowly") ? "…BurnsSlowly" : alert.name();
            assertThat(page.lines().filter(line -> line.startsWith("| `" + alert.severity() + "` |")))
                    .as(alert.name())
                    .singleElement()
                    .asString()
                    .contains("`" + named + "`");
        }
    }

    /** Two jobs that scrape one gateway must not be counted together. */
    @Test
    void everyAggregateKeepsItsJob() {
        source.rules().values().stream()
                .flatMap(file -> file.groups().stream())
                .flatMap(group -> group.rules().stream())
                .forEach(rule -> assertThat(rule.expr())
                        .as(rule.name())
                        .doesNotContainPattern("\\b(sum|max|min|count|avg)\\s*(by\\s*\\((?!job)|\\()"));
    }

    @Test
    void configurationsOfPrometheusAreAccepted() throws Exception {
        assertThat(complaints(List.of("check", "config"), files(Folders.MODULE.resolve("prometheus"))))
                .isEmpty();
    }

    @Test
    void whatIsShippedInPlaceOfAQueryIsPromqlAndWhatIsCalledNoneIsNone(@TempDir Path folder) throws Exception {
        for (Original original : source.originals()) {
            if (original.proof() != null && original.proof().gives().equals(Proof.NO_EXPRESSION)) {
                assertThat(Promtool.complaintsOf(List.of(original.written()), folder))
                        .as(original.id())
                        .contains("parse error");
            }
        }
        List<String> shipped = source.originals().stream()
                .filter(original -> original.id().matches(".*-[QP]\\d.*"))
                .map(original -> original.corrected().replace("{@", "{job=\"j\""))
                .toList();
        assertThat(shipped).hasSizeGreaterThan(30);
        assertThat(Promtool.complaintsOf(shipped, folder)).isEmpty();
    }

    private static String complaintsOfCases(Path file) {
        try {
            return complaints(List.of("test", "rules"), List.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String complaints(List<String> command, List<Path> files) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        files.forEach(file -> arguments.add(file.toString()));
        return Promtool.complaints(arguments.toArray(String[]::new));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
