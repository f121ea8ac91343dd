package dev.sluice.packaging;

import static dev.sluice.packaging.Deploy.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file, the secrets that its script makes, and what it runs with them. */
final class ComposeTest {

    /** Another folder of the repository has them; its own tests say what is in them. */
    private static final Set<String> ELSEWHERE = Set.of("./monitoring");

    @TempDir
    Path folder;

    private final JsonNode compose = Deploy.yaml(Deploy.file("compose.yaml"));

    private Path secrets;

    @BeforeEach
    void prepare() throws Exception {
        Path script = folder.resolve("prepare");
        Files.copy(Deploy.file("compose/prepare"), script);
        assertThat(Deploy.run(folder, "sh", script.toString()).exitCode()).isZero();
        secrets = folder.resolve("secrets");
    }

    private static Schema schema() throws IOException {
        try (InputStream in = ComposeTest.class.getResourceAsStream("/compose-spec/compose-spec.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            // Its own name is no address, and its name of draft 7 is not the draft's.
            String readable = text.replace("\"compose_spec.json\"", "\"https://compose-spec.io/compose_spec.json\"")
                    .replace("https://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#");
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(readable, InputFormat.JSON);
        }
    }

    private static List<String> problems(String json) throws IOException {
        return schema().validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    @Test
    void isWhatTheComposeSpecificationAllows() throws IOException {
        assertThat(problems(compose.toString())).isEmpty();
        assertThat(problems(compose.toString().replace("\"stop_grace_period\"", "\"stop_grace_periods\"")))
                .isNotEmpty();
    }

    @Test
    void mountsOnlyWhatIsThere() {
        for (JsonNode service : compose.path("services")) {
            for (String volume : texts(service.path("volumes"))) {
                String from = volume.substring(0, volume.indexOf(':'));
                if (!from.startsWith("./")) {
                    assertThat(compose.path("volumes").has(from)).as(volume).isTrue();
                } else if (ELSEWHERE.stream().noneMatch(from::startsWith)) {
                    assertThat(Deploy.file(from)).exists();
                }
            }
        }
        assertThat(Deploy.file(compose.at("/services/gateway-a/build/context").asText())
                        .resolve(compose.at("/services/gateway-a/build/dockerfile")
                                .asText()))
                .exists();
    }

    @Test
    void givesEachServiceOnlySecretsThatTheScriptMakes() throws IOException {
        for (JsonNode service : compose.path("services")) {
            for (String secret : texts(service.path("secrets"))) {
                assertThat(compose.path("secrets").has(secret)).as(secret).isTrue();
            }
        }
        for (JsonNode secret : compose.path("secrets")) {
            Path file = secrets.resolve(Path.of(secret.path("file").asText()).getFileName());
            assertThat(file).isNotEmptyFile();
        }
        // Nobody of the gateways' machine can log in with what is mounted there.
        assertThat(texts(compose.at("/services/gateway-a/secrets"))).doesNotContain("scrape-token", "operator-token");
    }

    @Test
    void keepsSecretsThatAreThereAlready() throws Exception {
        String key = Deploy.read(secrets.resolve("store-key"));
        assertThat(Deploy.run(folder, "sh", "prepare").exitCode()).isZero();
        assertThat(Deploy.read(secrets.resolve("store-key"))).isEqualTo(key).hasSize(64);
    }

    @Test
    void runsGatewaysWithAConfigurationThatTheyTake() throws IOException {
        Configuration here = new Configuration(folder);
        Path mounted = here.mounted("/run/secrets");
        Files.createDirectories(mounted.getParent());
        Files.createSymbolicLink(mounted, secrets);
        Path file = here.write(Deploy.read(Deploy.file("compose/gateway.yaml")));
        assertThat(Configuration.problems(file)).isEmpty();
    }

    @Test
    void givesGatewaysMoreTimeToStopThanTheyTakeToDrain() {
        JsonNode gateway = Deploy.yaml(Deploy.file("compose/gateway.yaml"));
        assertThat(gateway.at("/server/drain_timeout").isMissingNode())
                .as("then it is 30 s")
                .isTrue();
        assertThat(compose.at("/services/gateway-a/stop_grace_period").asText()).isEqualTo("60s");
        assertThat(compose.at("/services/gateway-b/stop_grace_period").asText()).isEqualTo("60s");
    }

    @Test
    void opensPortsOnThisMachineOnlyAndLeavesThoseOfOtherSystemsFree() {
        for (JsonNode service : compose.path("services")) {
            assertThat(texts(service.path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
        }
        assertThat(texts(compose.at("/services/grafana/ports"))).containsExactly("127.0.0.1:3030:3000");
    }

    @Test
    void givesRedisWhatTheGatewaysNeed() {
        String command = String.join(" ", texts(compose.at("/services/redis/command")));
        assertThat(command).contains("--appendonly yes", "--maxmemory-policy noeviction");
        assertThat(Deploy.read(secrets.resolve("redis.conf")).strip())
                .isEqualTo("requirepass " + Deploy.read(secrets.resolve("redis-password")));
    }

    @Test
    void scrapesBothGatewaysByNamesUnderWhichTheyAnswer() throws Exception {
        JsonNode job = Deploy.yaml(Deploy.file("compose/prometheus.yml")).at("/scrape_configs/0");
        List<String> hosts =
                texts(Deploy.yaml(Deploy.file("compose/gateway.yaml")).at("/admin/hosts"));
        assertThat(texts(job.at("/static_configs/0/targets")))
                .allMatch(target -> hosts.contains(target.substring(0, target.indexOf(':'))))
                .hasSize(2);
        Assumptions.assumeTrue(Deploy.installed("promtool"), "promtool is not installed");
        Path file = Files.writeString(
                folder.resolve("prometheus.yml"),
                Deploy.read(Deploy.file("compose/prometheus.yml")).replace("/run/secrets", secrets.toString()));
        Deploy.Said said = Deploy.run(folder, "promtool", "check", "config", file.toString());
        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
