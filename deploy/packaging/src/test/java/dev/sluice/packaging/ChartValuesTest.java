package dev.sluice.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values the chart refuses, and that it says which. */
final class ChartValuesTest {

    private static final Path SQLITE = Chart.FOLDER.resolve("examples/sqlite.yaml");
    private static final Path REDIS = Chart.FOLDER.resolve("examples/redis.yaml");

    @BeforeEach
    void needsHelm() {
        Chart.needsHelm();
    }

    @Test
    void wantsProvidersModelsAndTheAdminPortsSecret() {
        assertThatThrownBy(() -> Chart.render(null))
                .hasMessageContaining("providers")
                .hasMessageContaining("models")
                .hasMessageContaining("existingSecret");
    }

    @ParameterizedTest
    @CsvSource({
        "replica=2, replica",
        "replicas=none, replicas",
        "config.providers[0].keys[0].value=sk-in-clear, value",
        "config.auth.keys[0].value=in-clear, value",
        "config.auth.mode=open, mode",
        "config.server.listen=0.0.0.0:9000, listen",
        "config.admin.insecure=true, admin",
        "config.store.kind=postgres, kind",
        "config.store.path=/tmp/a.db, path",
        "config.store.encryption_key=0a0a, encryption_key",
        "admin.existingSecret=, existingSecret",
        "admin.users[0].role=root, role",
        "admin.hosts[0]=gateway.example:9464, hosts",
        "admin.aliases[0].path=/metrics, port",
        "admin.aliases[0].port=443, port",
        "admin.aliases[0].port=9464, port",
        "admin.tls.clientCa.key=, key",
        "drain.preStopSeconds=0, preStopSeconds",
        "podMonitor.path=metrics, path",
        "service.type=Cluster, type",
        "persistence.accessModes[0]=ReadWriteMany, accessModes"
    })
    void refusesByItsSchema(String setting, String named) {
        assertThatThrownBy(() -> Chart.render(SQLITE, setting))
                .hasMessageContaining("schema")
                .hasMessageContaining(named);
    }

    @Test
    void refusesAPasswordInTheUrlOfTheStore() {
        assertThatThrownBy(() -> Chart.render(REDIS, "config.store.url=redis://sluice:hunter2@redis:6379"))
                .hasMessageContaining("url");
        assertThat(Chart.render(REDIS, "config.store.url=redis://redis:6379").configuration())
                .contains("redis://redis:6379");
    }

    @Test
    void refusesManyGatewaysWithoutAStoreThatTheyShare() {
        assertThatThrownBy(() -> Chart.render(SQLITE, "replicas=2")).hasMessageContaining("config.store.kind: redis");
        assertThatThrownBy(() -> Chart.render(SQLITE, "autoscaling.enabled=true"))
                .hasMessageContaining("config.store.kind: redis");
    }

    @Test
    void refusesADatabaseThatEndsWithThePod() {
        assertThatThrownBy(() -> Chart.render(SQLITE, "persistence.enabled=false"))
                .hasMessageContaining("persistence.enabled");
    }
}
