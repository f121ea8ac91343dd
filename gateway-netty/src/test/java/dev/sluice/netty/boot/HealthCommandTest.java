package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Verdict;
import dev.sluice.netty.testing.ClosedPort;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a supervisor is told that asks with {@code gateway health}. */
final class HealthCommandTest {

    @TempDir
    Path folder;

    private Assembly gateway(String server) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 1 %s }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                log: { access: none }
                store: { kind: memory }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:9" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                """.formatted(server));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        return Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }

    private static int health(String url) {
        return new CommandLine(new HealthCommand()).execute("--url", url);
    }

    @Test
    void isWellWhileTheGatewayIsReady() throws IOException {
        try (Assembly gateway = gateway("")) {
            assertThat(health(gateway.dataUrl() + "/readyz")).isZero();
            assertThat(health(gateway.dataUrl() + "/healthz")).isZero();
            assertThat(health(gateway.dataUrl())).isZero();
        }
    }

    @Test
    void asksOverTlsWithoutTrustingAnybody() throws IOException {
        TestCertificate certificate = TestCertificate.of("dns:gateway.example");
        String tls = ", tls: { certificate: \"%s\", private_key: \"%s\" }"
                .formatted(
                        certificate.writeCertificate(folder.resolve("cert.pem")),
                        certificate.writeKey(folder.resolve("key.pem")));
        try (Assembly gateway = gateway(tls)) {
            assertThat(gateway.dataUrl()).startsWith("https:");
            assertThat(health(gateway.dataUrl() + "/readyz")).isZero();
        }
    }

    @Test
    void isNotWellWhereNobodyListens() throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            assertThat(health("http://127.0.0.1:" + closed.number() + "/readyz"))
                    .isOne();
        }
    }

    @Test
    void isNotWellWhenTheAnswerIsAnother() {
        try (ScriptedUpstream other = ScriptedUpstream.start(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
        })) {
            assertThat(health("http://127.0.0.1:" + other.port() + "/readyz")).isOne();
        }
    }

    @Test
    void wantsAWholeUrl() {
        assertThat(health("http://127.0.0.1/readyz")).isOne();
        assertThat(health("readyz")).isOne();
    }
}
