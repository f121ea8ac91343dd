package dev.sluice.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.monitoring.Dashboard;
import dev.sluice.monitoring.Folders;
import dev.sluice.monitoring.Original;
import dev.sluice.monitoring.Panel;
import dev.sluice.monitoring.Promtool;
import dev.sluice.monitoring.Rule;
import dev.sluice.monitoring.Runbook;
import dev.sluice.monitoring.Selectors;
import dev.sluice.monitoring.Selectors.Selector;
import dev.sluice.monitoring.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches a gateway: first in fair weather, in which none of the documents' alerts may fire, then
 * under faults, under which each must. Then it is asked everything that dashboards, rules, runbooks and documents ask.
 */
@Tag("live")
class LiveTest {

    /** Dashboards and queries of other vocabularies than the gateway's own, by how their names begin. */
    private static final Map<String, String> VOCABULARIES = Map.ofEntries(
            Map.entry("s1", "gpt-load"),
            Map.entry("s2", "gatewayz"),
            Map.entry("s3", "realmultillm"),
            Map.entry("s4", "m7"),
            Map.entry("s5", "modelgate"),
            Map.entry("GL", "gpt-load"),
            Map.entry("GW", "gatewayz"),
            Map.entry("RM", "realmultillm"),
            Map.entry("M7", "m7"),
            Map.entry("MG", "modelgate"));

    private static final List<String> DOCUMENTS = List.of("gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");

    /** What this gateway has no mechanism for: its store is no Redis. */
    private static final String WITHOUT = "sluice_shared_limits_.+|sluice_limits_failing";

    /** It has a limit in the scaled copy that every process is above. */
    private static final String ALWAYS = "HighMemoryUsage";

    private static final String SCRAPES = "count_over_time(up{job=\"sluice\"}[5m]) > ";

    @TempDir
    private static Path scratch;

    private static Source source;
    private static Site site;
    private static TreeSet<String> firedInFairWeather;

    @BeforeAll
    static void watchFairWeatherAndFaults() throws IOException, InterruptedException {
        assumeTrue(Promtool.isInstalled("prometheus"), "prometheus is not installed");
        source = Folders.source();
        site = Site.start(scratch);
        site.go(Traffic.FAIR, SCRAPES + 30);
        firedInFairWeather = fired();
        site.go(Traffic.MIXED, SCRAPES + 80 + " and on () " + allFired());
        site.go(Traffic.STORM, firing("FailoverStorm"));
        site.go(Traffic.SPIKE, firing("RateLimitSpike"));
        // Long enough for the windows of all queries to have nothing but this phase in them.
        double scrapes =
                site.prometheus().ask("count_over_time(up{job=\"sluice\"}[5m])").get(0);
        site.go(Traffic.MIXED, SCRAPES + (scrapes + 40));
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void noAlertOfTheDocumentsFiresInFairWeather() {
        TreeSet<String> wrong = alertsOfDocuments();
        wrong.retainAll(firedInFairWeather);
        wrong.remove(ALWAYS);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyAlertOfTheDocumentsFiresUnderItsFault() {
        TreeSet<String> silent = alertsOfDocuments();
        silent.removeAll(fired());
        assertThat(silent).isEmpty();
    }

    @Test
    void everyPanelShowsSomething() {
        Map<String, Object> wrong = new TreeMap<>();
        for (Map.Entry<String, Dashboard> entry : source.dashboards().entrySet()) {
            String jobs = entry.getValue().of() + "{job=\"" + jobOf(entry.getKey()) + "\"}";
            check(entry.getKey() + ", its jobs", jobs, false, wrong);
            for (Panel panel : entry.getValue().panels()) {
                for (Panel.Query query : panel.queries()) {
                    String asked = query.promql()
                            .replace("$job", jobOf(entry.getKey()))
                            .replace("$instance", ".+");
                    check(
                            entry.getKey() + " / " + panel.title() + ": " + query.legend(),
                            asked,
                            panel.mayBeEmpty(),
                            wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyQueryOfTheDocumentsShowsSomethingInItsCorrectedForm() {
        Map<String, Object> wrong = new TreeMap<>();
        for (Original original : source.originals()) {
            if (original.id().matches(".*-[QP]\\d.*")) {
                String asked = original.corrected().replace("{@", "{job=\"" + jobOf(original.id()) + "\"");
                check(original.id(), asked, false, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRuleIsHealthyAndEveryRecordHasSamples() {
        Map<String, Object> wrong = new TreeMap<>();
        List<JsonNode> rules = site.prometheus().rules();
        assertThat(rules).hasSizeGreaterThan(60);
        for (JsonNode rule : rules) {
            String name = rule.path("name").asText();
            if (!rule.path("health").asText().equals("ok")) {
                wrong.put(name, rule);
            } else if (rule.path("type").asText().equals("recording")) {
                check(name, name, false, wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Once this gateway has a Redis, what is told of it may not be left out any more. */
    @Test
    void nothingIsLeftOutThatIsThere() {
        assertThat(site.prometheus().ask("count({__name__=~\"" + WITHOUT + "\"})"))
                .isEmpty();
    }

    @Test
    void everyFamilyThatAnAlertAsksForIsThere() {
        TreeSet<String> missing = new TreeSet<>();
        for (Rule alert : source.alerts()) {
            for (Selector selector : Selectors.of(alert.expr())) {
                boolean expected = !selector.metric().matches(WITHOUT);
                if (expected && site.prometheus().ask(selector.metric()).isEmpty()) {
                    missing.add(alert.name() + ": " + selector.metric());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsWrongWithAQueryOfARunbook() throws IOException {
        for (Rule alert : source.alerts()) {
            String runbook = Files.readString(Folders.RUNBOOKS.resolve(alert.name() + ".md"));
            Runbook.queries(runbook).forEach(query -> site.prometheus().ask(query));
        }
    }

    private static void check(String where, String query, boolean mayBeEmpty, Map<String, Object> wrong) {
        String asked = Scaled.windows(query);
        List<Double> values = site.prometheus().ask(asked);
        boolean without = Selectors.of(asked).stream()
                .anyMatch(selector -> selector.metric().matches(WITHOUT));
        boolean fine = values.isEmpty() ? mayBeEmpty || without : Scaled.tells(values);
        if (!fine) {
            wrong.put(where, asked + " = " + values);
        }
    }

    private static String jobOf(String name) {
        return VOCABULARIES.getOrDefault(name.substring(0, 2), "sluice");
    }

    private static TreeSet<String> alertsOfDocuments() {
        TreeSet<String> names = new TreeSet<>();
        DOCUMENTS.forEach(document -> source.rules().get(document).alerts().forEach(alert -> names.add(alert.name())));
        return names;
    }

    /** The alerts that have fired so far. */
    private static TreeSet<String> fired() {
        TreeSet<String> names = new TreeSet<>();
        for (Rule alert : source.alerts()) {
            if (!site.prometheus()
                    .ask("max_over_time(" + firing(alert.name()) + "[10m])")
                    .isEmpty()) {
                names.add(alert.name());
            }
        }
        return names;
    }

    /** True when all have fired that mixed traffic must set off. */
    private static String allFired() {
        TreeSet<String> expected = alertsOfDocuments();
        expected.removeAll(List.of("FailoverStorm", "RateLimitSpike"));
        return "count(count by (alertname) (max_over_time(ALERTS{alertstate=\"firing\",alertname=~\""
                + String.join("|", expected) + "\"}[10m]))) == " + expected.size();
    }

    private static String firing(String alert) {
        return "ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}";
    }
}
