package dev.sluice.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the committed dashboards as Grafana would. */
class DashboardsTest {

    private static final Set<String> KINDS = Set.of("row", "timeseries", "stat", "table", "heatmap", "bargauge");
    private static final Set<String> UNITS =
            Set.of("reqps", "ops", "s", "ms", "short", "bytes", "percentunit", "currencyUSD");
    /** Costs are told by another job than RealMultiLLM's. */
    private static final Set<String> ACROSS_JOBS = Set.of("sluice_cost_usd_total");

    private static final TreeMap<String, JsonNode> DASHBOARDS = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.list(Folders.MODULE.resolve("grafana/dashboards"))) {
            for (Path file : files.toList()) {
                DASHBOARDS.put(
                        file.getFileName().toString(),
                        JsonMapper.builder().build().readTree(file.toFile()));
            }
        }
    }

    @Test
    void thereAreEightOfOurOwnAndFiveToMoveWith() {
        assertThat(DASHBOARDS.keySet())
                .hasSize(13)
                .filteredOn(name -> name.startsWith("s"))
                .hasSize(5);
    }

    @Test
    void eachHasAUidATitleAndItsVariables() {
        Set<String> uids = new HashSet<>();
        DASHBOARDS.forEach((name, dashboard) -> {
            assertThat(uids.add(dashboard.path("uid").asText())).as(name).isTrue();
            assertThat(dashboard.path("uid").asText())
                    .as(name)
                    .startsWith("sluice-")
                    .hasSizeLessThan(41);
            assertThat(dashboard.path("title").asText()).as(name).isNotBlank();
            assertThat(dashboard.path("schemaVersion").asInt()).as(name).isGreaterThanOrEqualTo(39);
            assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                    .as(name)
                    .containsExactly("datasource", "job", "instance");
        });
    }

    @Test
    void panelsAreOfKnownKindsAndUnitsAndAskTheChosenDataSource() {
        DASHBOARDS.forEach((name, dashboard) -> {
            for (JsonNode panel : dashboard.path("panels")) {
                String where = name + " / " + panel.path("title").asText();
                assertThat(KINDS).as(where).contains(panel.path("type").asText());
                if (panel.path("type").asText().equals("row")) {
                    continue;
                }
                assertThat(UNITS)
                        .as(where)
                        .contains(panel.at("/fieldConfig/defaults/unit").asText());
                assertThat(panel.at("/fieldConfig/defaults/thresholds/steps"))
                        .as(where)
                        .isNotEmpty();
                assertThat(panel.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
                assertThat(panel.path("targets")).as(where).isNotEmpty();
                for (JsonNode target : panel.path("targets")) {
                    assertThat(target.at("/datasource/uid").asText()).as(where).isEqualTo("${datasource}");
                }
            }
        });
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() {
        DASHBOARDS.forEach((name, dashboard) -> {
            Set<Integer> ids = new HashSet<>();
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
                JsonNode place = panel.path("gridPos");
                assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
                for (int x = 0; x < place.path("w").asInt(); x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        String cell = (place.path("x").asInt() + x) + ","
                                + (place.path("y").asInt() + y);
                        assertThat(taken.add(cell))
                                .as(name + " / " + panel.path("title").asText())
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void everySelectorIsOfTheChosenJob() {
        DASHBOARDS.forEach((name, dashboard) -> {
            for (String expression : expressions(dashboard)) {
                for (Selectors.Selector selector : Selectors.of(expression)) {
                    if (ACROSS_JOBS.contains(selector.metric()) && name.startsWith("s3")) {
                        continue;
                    }
                    assertThat(selector.matchers()).as(name + ": " + expression).contains("job=\"$job\"");
                    if (!selector.metric().contains(":")) {
                        assertThat(selector.matchers()).as(name).contains("instance=~\"$instance\"");
                    }
                }
                assertThat(expression).as("a fixed job").doesNotContainPattern("job=~?\"[^$]");
            }
        });
    }

    @Test
    void everyExpressionIsPromql(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        DASHBOARDS.values().forEach(dashboard -> all.addAll(expressions(dashboard)));
        assertThat(Promtool.complaintsOf(
                        all.stream().map(DashboardsTest::substituted).toList(), folder))
                .isEmpty();
    }

    @Test
    void everyLinkLeadsToARunbook() throws IOException {
        Source source = Folders.source();
        for (Dashboard dashboard : source.dashboards().values()) {
            for (Panel panel : dashboard.panels()) {
                if (panel.runbook() != null) {
                    assertThat(source.alerts())
                            .as(dashboard.title() + " / " + panel.title())
                            .extracting(Rule::name)
                            .contains(panel.runbook());
                }
            }
        }
    }

    private static List<String> expressions(JsonNode dashboard) {
        return dashboard.path("panels").findValuesAsText("expr");
    }

    private static String substituted(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$job", "job")
                .replace("$instance", ".+");
    }
}
