package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.settings;
import static dev.sluice.metrics.admin.AdminFixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.config.AdminSettings.Alias;
import dev.sluice.core.config.AdminSettings.Role;
import dev.sluice.core.config.AdminSettings.Tls;
import dev.sluice.core.config.AdminSettings.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How Prometheus is told of each system by that system's own documentation: a real Prometheus with these very jobs
 * finds all of its targets up. Only hosts and ports are others, and the intervals are shorter.
 */
class ScrapeConfigurationsTest {

    private static final List<String> SYSTEMS = List.of("gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");

    /** Where each system is scraped; the one with a login and HTTPS is a gateway of its own. */
    private static final Map<String, Alias> ALIASES = aliases();

    @TempDir
    Path folder;

    private static Map<String, Alias> aliases() {
        Map<String, Alias> aliases = new LinkedHashMap<>();
        aliases.put("localhost:3001", AliasesTest.alias(0, "/metrics", "gpt-load"));
        aliases.put("gatewayz-api:8000", AliasesTest.alias(0, "/metrics", "gatewayz"));
        aliases.put("localhost:3000", AliasesTest.alias(0, "/api/metrics/prometheus", "realmultillm"));
        aliases.put("app-1.example.com:3000", AliasesTest.alias(0, "/metrics", "realmultillm"));
        aliases.put("app-2.example.com:3000", AliasesTest.alias(0, "/metrics", "realmultillm"));
        aliases.put("app-3.example.com:3000", AliasesTest.alias(0, "/metrics", "realmultillm"));
        aliases.put("localhost:8080", AliasesTest.alias(0, "/metrics", "m7"));
        aliases.put("localhost:8081", AliasesTest.alias(0, "/metrics", "modelgate"));
        return aliases;
    }

    @Test
    void findsAllTargetsOfTheFiveDocumentsUp() throws Exception {
        assumeTrue(Prometheus.isInstalled(), "prometheus is not installed");
        Tls tls = TestCertificate.make().write(folder);
        Alias secured = new Alias(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                "/api/metrics/prometheus",
                "realmultillm",
                true);
        List<User> users = List.of(new User("metrics", Role.SCRAPE, AdminFixture.hash("your-secret-token"), null));
        try (AdminFixture open = new AdminFixture(with(settings(List.of(), List.of()), List.copyOf(ALIASES.values())));
                AdminFixture production =
                        new AdminFixture(with(with(settings(users, List.of()), tls), List.of(secured)))) {
            Map<String, Integer> ports = new TreeMap<>();
            List<String> targets = List.copyOf(ALIASES.keySet());
            for (int i = 0; i < targets.size(); i++) {
                ports.put(targets.get(i), open.server.aliasPorts().get(i));
            }
            ports.put("your-app.vercel.app", production.server.aliasPorts().get(0));
            Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration(ports));

            try (Prometheus prometheus = Prometheus.start(file, folder, tls.certificate())) {
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> {
                            Map<String, String> health = health(prometheus);
                            assertThat(health).hasSize(ports.size());
                            assertThat(new TreeSet<>(health.values()))
                                    .as(health::toString)
                                    .containsExactly("up");
                        });
            }
        }
    }

    /** By URL: whether the target is up, or what the last error was. */
    private static Map<String, String> health(Prometheus prometheus) {
        Map<String, String> health = new TreeMap<>();
        for (JsonNode target : prometheus.get("/api/v1/targets").at("/data/activeTargets")) {
            String error = target.path("lastError").asText();
            health.put(
                    target.path("scrapeUrl").asText(),
                    error.isEmpty() ? target.path("health").asText() : error);
        }
        return health;
    }

    private static String configuration(Map<String, Integer> ports) {
        StringBuilder all = new StringBuilder("global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n");
        for (String system : SYSTEMS) {
            String text = resource("scrape/" + system + ".yml");
            all.append(text.substring(text.indexOf("scrape_configs:\n") + "scrape_configs:\n".length()));
        }
        String configuration = all.toString().replaceAll("(scrape_interval|scrape_timeout): \\d+s", "$1: 1s");
        for (Map.Entry<String, Integer> target : ports.entrySet()) {
            String quoted = "'" + target.getKey() + "'";
            assertThat(configuration).contains(quoted);
            configuration = configuration.replace(quoted, "'localhost:" + target.getValue() + "'");
        }
        return configuration;
    }

    private static String resource(String name) {
        try (InputStream in = ScrapeConfigurationsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
