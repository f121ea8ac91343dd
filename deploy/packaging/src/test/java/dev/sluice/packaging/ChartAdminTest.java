package dev.sluice.packaging;

import static dev.sluice.packaging.Deploy.texts;
import static dev.sluice.packaging.Deploy.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.config.AdminConfig;
import dev.sluice.core.config.Key;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More ports for scrapes, the names of the admin port, and certificates of its clients. */
final class ChartAdminTest {

    private static final Path SQLITE = Chart.FOLDER.resolve("examples/sqlite.yaml");
    private static final Path ALIASES = Chart.FOLDER.resolve("examples/aliases.yaml");

    @TempDir
    Path folder;

    @BeforeEach
    void needsHelm() {
        Chart.needsHelm();
    }

    private static JsonNode admin(Chart chart) {
        return Deploy.documents(chart.configuration()).get(0).path("admin");
    }

    private static JsonNode pod(Chart chart) {
        return chart.get("StatefulSet/gw-sluice").at("/spec/template/spec");
    }

    /** Where everything is that it names; there is no certificate at {@code /etc/sluice/admin-client-ca} yet. */
    private Configuration here() throws Exception {
        Configuration here = new Configuration(folder);
        Certificate.write(here.mounted("/etc/sluice/admin-tls"));
        return here;
    }

    @Test
    void writesAConfigurationThatTheGatewayTakes() throws Exception {
        Configuration here = here();
        Path authority = Files.createDirectories(here.mounted("/etc/sluice/admin-client-ca"));
        Files.copy(here.mounted("/etc/sluice/admin-tls/tls.crt"), authority.resolve("ca.crt"));
        assertThat(Configuration.problems(here.write(Chart.render(ALIASES).configuration())))
                .isEmpty();
    }

    @Test
    void tellsTheGatewayWhoseCertificatesClientsNeed() throws Exception {
        Chart chart = Chart.render(ALIASES);
        assertThat(Configuration.problems(here().write(chart.configuration())))
                .singleElement()
                .asString()
                .contains("admin.tls.client_ca", "ca.crt does not exist");
        assertThat(admin(chart).at("/tls/client_ca").asText()).isEqualTo("/etc/sluice/admin-client-ca/ca.crt");
        JsonNode volume =
                where(pod(chart).path("volumes"), "name", "admin-client-ca").path("secret");
        assertThat(volume.path("secretName").asText()).isEqualTo("scrapers");
        assertThat(volume.at("/items/0/key").asText()).isEqualTo("ca.pem");
        assertThat(volume.at("/items/0/path").asText()).isEqualTo("ca.crt");
        assertThat(volume.path("items")).hasSize(1);
        assertThat(where(pod(chart).at("/containers/0/volumeMounts"), "name", "admin-client-ca")
                        .path("mountPath")
                        .asText())
                .isEqualTo("/etc/sluice/admin-client-ca");
    }

    @Test
    void takesTheAuthorityFromTheCertificatesSecretToo() {
        Chart chart = Chart.render(
                SQLITE, "admin.tls.existingSecret=admin-tls", "admin.tls.clientCa.existingSecret=admin-tls");
        assertThat(where(pod(chart).path("volumes"), "name", "admin-client-ca")
                        .at("/secret/items/0/key")
                        .asText())
                .isEqualTo("ca.crt");
    }

    @Test
    void opensAPortOnceForAllItsPaths() {
        Chart chart = Chart.render(ALIASES);
        JsonNode aliases = admin(chart).path("aliases");
        assertThat(aliases.findValuesAsText("listen"))
                .containsExactly("0.0.0.0:8443", "0.0.0.0:8443", "0.0.0.0:3001", "0.0.0.0:3100");
        assertThat(aliases.at("/0/path").asText()).isEqualTo("/api/metrics/prometheus");
        assertThat(aliases.at("/0/vocabulary").asText()).isEqualTo("realmultillm");
        assertThat(aliases.at("/0/tls").asBoolean()).isTrue();
        assertThat(pod(chart).at("/containers/0/ports").findValuesAsText("name"))
                .containsExactly("data", "admin", "alias-8443", "alias-3001", "alias-3100");
        assertThat(where(pod(chart).at("/containers/0/ports"), "name", "alias-8443")
                        .path("containerPort")
                        .asInt())
                .isEqualTo(8443);
        assertThat(chart.get("NetworkPolicy/gw-sluice")
                        .at("/spec/ingress/1/ports")
                        .findValuesAsText("port"))
                .containsExactly("admin", "alias-8443", "alias-3001", "alias-3100");
    }

    @Test
    void putsThoseWithAServicePortIntoAServiceThatIsNeverALoadBalancers() {
        Chart chart = Chart.render(ALIASES, "service.type=LoadBalancer");
        JsonNode service = chart.get("Service/gw-sluice-aliases").path("spec");
        assertThat(service.path("type").asText()).isEqualTo("ClusterIP");
        assertThat(service.path("ports").findValuesAsText("port")).containsExactly("443", "3001", "8080");
        assertThat(service.path("ports").findValuesAsText("targetPort"))
                .containsExactly("alias-8443", "alias-3001", "alias-3100");
        assertThat(service.path("selector"))
                .isEqualTo(chart.get("Service/gw-sluice").at("/spec/selector"));
        assertThat(chart.get("Service/gw-sluice").at("/spec/ports")).hasSize(1);
    }

    @Test
    void answersToItsOwnServicesNameAndToThoseThatAreGiven() {
        assertThat(texts(admin(Chart.render(ALIASES)).path("hosts")))
                .containsExactly(
                        "your-app.example", "gw-sluice-aliases", "gw-sluice-aliases.llm", "gw-sluice-aliases.llm.svc");
        Chart named = Chart.render(SQLITE, "admin.hosts[0]=gateway.example");
        assertThat(texts(admin(named).path("hosts"))).containsExactly("gateway.example");
    }

    @Test
    void hasAliasesForPodsAloneWhereThereAreManyGateways() {
        Chart chart =
                Chart.render(Chart.FOLDER.resolve("examples/redis.yaml"), "admin.aliases[0].port=3001", "replicas=3");
        assertThat(chart.names()).doesNotContain("Service/gw-sluice-aliases");
        assertThat(admin(chart).has("hosts")).isFalse();
        assertThat(admin(chart).at("/aliases/0/listen").asText()).isEqualTo("0.0.0.0:3001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"examples/sqlite.yaml", "examples/redis.yaml"})
    void saysNothingOfThemWhereTheyAreNotSet(String example) {
        Chart chart = Chart.render(Chart.FOLDER.resolve(example), "admin.tls.existingSecret=sluice-admin-tls");
        assertThat(chart.toString()).doesNotContainIgnoringCase("alias").doesNotContain("hosts", "client");
    }

    @Test
    void knowsTheVocabulariesThatTheGatewayKnows() {
        JsonNode schema = Deploy.yaml(Chart.FOLDER.resolve("values.schema.json"));
        RecordComponent vocabulary = Arrays.stream(AdminConfig.Alias.class.getRecordComponents())
                .filter(each -> each.getName().equals("vocabulary"))
                .findFirst()
                .orElseThrow();
        assertThat(texts(schema.at("/properties/admin/properties/aliases/items/properties/vocabulary/enum")))
                .containsExactly(vocabulary.getAnnotation(Key.class).oneOf());
    }

    @Test
    void refusesCertificatesWithoutHttps() {
        assertThatThrownBy(() -> Chart.render(SQLITE, "admin.tls.clientCa.existingSecret=scrapers"))
                .hasMessageContaining("clientCa needs admin.tls.existingSecret");
        assertThatThrownBy(
                        () -> Chart.render(ALIASES, "admin.tls.existingSecret=", "admin.tls.clientCa.existingSecret="))
                .hasMessageContaining("the port 8443 needs admin.tls.existingSecret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas=2", "autoscaling.enabled=true"})
    void refusesToScrapeOneOfManyGatewaysByChance(String many) {
        assertThatThrownBy(() ->
                        Chart.render(ALIASES, many, "config.store.kind=redis", "config.store.url=redis://redis:6379"))
                .hasMessageContaining("servicePort 443 needs one gateway");
    }
}
