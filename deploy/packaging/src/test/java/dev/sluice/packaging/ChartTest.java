package dev.sluice.packaging;

import static dev.sluice.packaging.Deploy.texts;
import static dev.sluice.packaging.Deploy.where;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of its examples. */
final class ChartTest {

    private static final Path SQLITE = Chart.FOLDER.resolve("examples/sqlite.yaml");
    private static final Path REDIS = Chart.FOLDER.resolve("examples/redis.yaml");

    @TempDir
    Path folder;

    @BeforeEach
    void needsHelm() {
        Chart.needsHelm();
    }

    private static JsonNode pod(Chart chart, String workload) {
        return chart.get(workload).at("/spec/template/spec");
    }

    private static JsonNode container(Chart chart, String workload) {
        return pod(chart, workload).at("/containers/0");
    }

    @Test
    void makesOneGatewayWithADatabaseOfItsOwn() {
        Chart chart = Chart.render(SQLITE);
        assertThat(chart.names())
                .containsExactly(
                        "ConfigMap/gw-sluice",
                        "PodDisruptionBudget/gw-sluice",
                        "Service/gw-sluice",
                        "Service/gw-sluice-pods",
                        "ServiceAccount/gw-sluice",
                        "StatefulSet/gw-sluice");
        JsonNode set = chart.get("StatefulSet/gw-sluice");
        assertThat(set.at("/spec/replicas").asInt()).isOne();
        assertThat(set.at("/spec/serviceName").asText()).isEqualTo("gw-sluice-pods");
        assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/name").asText())
                .isEqualTo("state");
        assertThat(container(chart, "StatefulSet/gw-sluice")
                        .at("/envFrom/0/secretRef/name")
                        .asText())
                .isEqualTo("providers");
    }

    @Test
    void makesManyGatewaysThatAreScaledScrapedAndFencedIn() {
        Chart chart = Chart.render(REDIS, "persistence.enabled=false");
        assertThat(chart.names())
                .containsExactly(
                        "ConfigMap/gw-sluice",
                        "Deployment/gw-sluice",
                        "HorizontalPodAutoscaler/gw-sluice",
                        "NetworkPolicy/gw-sluice",
                        "PodDisruptionBudget/gw-sluice",
                        "PodMonitor/gw-sluice",
                        "Service/gw-sluice",
                        "ServiceAccount/gw-sluice");
        // Else each release would set back what the autoscaler has decided.
        assertThat(chart.get("Deployment/gw-sluice").at("/spec").has("replicas"))
                .isFalse();
        JsonNode scaler = chart.get("HorizontalPodAutoscaler/gw-sluice").path("spec");
        assertThat(scaler.at("/scaleTargetRef/kind").asText()).isEqualTo("Deployment");
        assertThat(scaler.at("/metrics/0/pods/metric/name").asText()).isEqualTo("sluice_http_server_active_requests");
        JsonNode endpoint = chart.get("PodMonitor/gw-sluice").at("/spec/podMetricsEndpoints/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("admin");
        assertThat(endpoint.at("/authorization/credentials/name").asText()).isEqualTo("sluice-admin");
        assertThat(endpoint.at("/authorization/credentials/key").asText()).isEqualTo("scrape-token");
    }

    @Test
    void scalesTheWorkloadThatThereIs() {
        Chart chart = Chart.render(REDIS);
        assertThat(chart.get("HorizontalPodAutoscaler/gw-sluice")
                        .at("/spec/scaleTargetRef/kind")
                        .asText())
                .isEqualTo("StatefulSet");
        assertThat(chart.names()).contains("StatefulSet/gw-sluice", "Service/gw-sluice-pods");
    }

    @ParameterizedTest
    @ValueSource(strings = {"examples/sqlite.yaml", "examples/redis.yaml"})
    void writesAConfigurationThatTheGatewayTakes(String example) throws Exception {
        Configuration here = new Configuration(folder);
        Certificate.write(here.mounted("/etc/sluice/tls"));
        Path file = here.write(Chart.render(Chart.FOLDER.resolve(example)).configuration());
        assertThat(Configuration.problems(file)).isEmpty();
    }

    @Test
    void writesWhatOnlyTheChartKnowsIntoTheConfiguration() {
        JsonNode sqlite = Deploy.documents(Chart.render(SQLITE).configuration()).get(0);
        assertThat(sqlite.at("/server/listen").asText()).isEqualTo("0.0.0.0:8080");
        assertThat(sqlite.at("/store/path").asText()).isEqualTo("/var/lib/sluice/sluice.db");
        assertThat(sqlite.at("/admin/insecure").isMissingNode()).isTrue();
        assertThat(where(sqlite.at("/admin/users"), "name", "prometheus")
                        .path("token_hash")
                        .asText())
                .isEqualTo("${file:/etc/sluice/admin/scrape-token-hash}");
        JsonNode redis = Deploy.documents(Chart.render(REDIS).configuration()).get(0);
        assertThat(redis.at("/store/path").asText()).isEqualTo("/var/lib/sluice/gateway");
        assertThat(redis.at("/server/tls/private_key").asText()).isEqualTo("/etc/sluice/tls/tls.key");
        // What is given in the values is kept, and numbers stay numbers.
        assertThat(texts(redis.at("/server/trusted_proxies"))).containsExactly("10.0.0.0/8");
        assertThat(Chart.render(REDIS).configuration()).contains("tokens_per_minute: 5000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"examples/sqlite.yaml", "examples/redis.yaml", "examples/aliases.yaml"})
    void hasNoSecretInClear(String example) {
        Chart chart = Chart.render(Chart.FOLDER.resolve(example));
        assertThat(chart.names()).noneMatch(name -> name.startsWith("Secret/"));
        JsonNode configuration = Deploy.documents(chart.configuration()).get(0);
        for (String field : new String[] {"value", "token_hash", "password_hash", "encryption_key"}) {
            assertThat(configuration.findValuesAsText(field)).allMatch(value -> value.matches("\\$\\{[^}]+}"));
        }
    }

    @Test
    void probesTheDataPort() {
        JsonNode plain = container(Chart.render(SQLITE), "StatefulSet/gw-sluice");
        JsonNode tls = container(Chart.render(REDIS), "StatefulSet/gw-sluice");
        assertThat(plain.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
        assertThat(plain.at("/startupProbe/httpGet/path").asText()).isEqualTo("/healthz");
        assertThat(plain.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
        for (String probe : new String[] {"livenessProbe", "startupProbe", "readinessProbe"}) {
            assertThat(plain.at("/" + probe + "/httpGet/port").asText()).isEqualTo("data");
            assertThat(plain.at("/" + probe + "/httpGet/scheme").asText()).isEqualTo("HTTP");
            assertThat(tls.at("/" + probe + "/httpGet/scheme").asText()).isEqualTo("HTTPS");
        }
    }

    @Test
    void givesADrainTheTimeItNeeds() {
        Chart chart = Chart.render(SQLITE, "drain.timeoutSeconds=120", "drain.preStopSeconds=20");
        assertThat(chart.configuration()).contains("drain_timeout: 120s");
        assertThat(pod(chart, "StatefulSet/gw-sluice")
                        .path("terminationGracePeriodSeconds")
                        .asInt())
                .isGreaterThanOrEqualTo(120 + 20 + 10);
        assertThat(texts(container(chart, "StatefulSet/gw-sluice").at("/lifecycle/preStop/exec/command")))
                .containsExactly("sleep", "20");
    }

    @Test
    void runsWithoutRightsItDoesNotNeed() {
        Chart chart = Chart.render(SQLITE);
        JsonNode pod = pod(chart, "StatefulSet/gw-sluice");
        JsonNode rights = container(chart, "StatefulSet/gw-sluice").path("securityContext");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(rights.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(texts(rights.at("/capabilities/drop"))).containsExactly("ALL");
    }

    @Test
    void servesHttpsOnTheAdminPortWithACertificateOfItsOwn() throws Exception {
        Chart plain = Chart.render(REDIS);
        Chart chart =
                Chart.render(REDIS, "admin.tls.existingSecret=sluice-admin-tls", "podMonitor.tlsConfig.serverName=gw");
        JsonNode monitor = chart.get("PodMonitor/gw-sluice").at("/spec/podMetricsEndpoints/0");
        assertThat(monitor.path("scheme").asText()).isEqualTo("https");
        assertThat(monitor.at("/tlsConfig/serverName").asText()).isEqualTo("gw");
        assertThat(plain.get("PodMonitor/gw-sluice").findValue("scheme")).isNull();
        JsonNode volumes = pod(chart, "StatefulSet/gw-sluice").path("volumes");
        assertThat(where(volumes, "name", "admin-tls").at("/secret/secretName").asText())
                .isEqualTo("sluice-admin-tls");
        assertThat(container(chart, "StatefulSet/gw-sluice")
                        .path("volumeMounts")
                        .findValuesAsText("mountPath"))
                .contains("/etc/sluice/admin-tls");
        Configuration here = new Configuration(folder);
        Certificate.write(here.mounted("/etc/sluice/tls"));
        Certificate.write(here.mounted("/etc/sluice/admin-tls"));
        assertThat(Configuration.problems(here.write(chart.configuration()))).isEmpty();
        assertThat(chart.configuration()).contains("/etc/sluice/admin-tls/tls.key");
        assertThat(plain.configuration()).doesNotContain("admin-tls");
    }

    @Test
    void mountsWhatTheConfigurationRefersTo() {
        Chart chart = Chart.render(REDIS);
        JsonNode mounts = container(chart, "StatefulSet/gw-sluice").path("volumeMounts");
        JsonNode volumes = pod(chart, "StatefulSet/gw-sluice").path("volumes");
        JsonNode store = where(mounts, "mountPath", "/etc/sluice/secrets/sluice-store");
        assertThat(where(volumes, "name", store.path("name").asText())
                        .at("/secret/secretName")
                        .asText())
                .isEqualTo("sluice-store");
        assertThat(where(mounts, "mountPath", "/etc/sluice/config").path("name").asText())
                .isEqualTo("config");
        JsonNode admin = where(volumes, "name", "admin");
        // The clear token is for Prometheus; the gateway does not get it.
        assertThat(admin.at("/secret/items").findValuesAsText("key"))
                .containsExactly("scrape-token-hash", "operator-token-hash");
    }

    @Test
    void startsPodsAnewWhenTheConfigurationChanges() {
        String annotation = "/spec/template/metadata/annotations/checksum~1config";
        JsonNode first = Chart.render(SQLITE).get("StatefulSet/gw-sluice").at(annotation);
        JsonNode same = Chart.render(SQLITE).get("StatefulSet/gw-sluice").at(annotation);
        JsonNode other = Chart.render(SQLITE, "drain.timeoutSeconds=31")
                .get("StatefulSet/gw-sluice")
                .at(annotation);
        assertThat(first.asText()).hasSize(64).isEqualTo(same.asText()).isNotEqualTo(other.asText());
    }

    @Test
    void fencesTheAdminPortInMoreThanTheDataPort() {
        JsonNode rules = Chart.render(REDIS).get("NetworkPolicy/gw-sluice").at("/spec/ingress");
        assertThat(rules.at("/0/ports/0/port").asText()).isEqualTo("data");
        assertThat(rules.at("/0").has("from")).isFalse();
        assertThat(rules.at("/1/ports/0/port").asText()).isEqualTo("admin");
        assertThat(rules.at("/1/from")).isNotEmpty();
    }
}
