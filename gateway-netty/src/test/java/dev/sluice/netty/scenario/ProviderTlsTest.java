package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestCertificate;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers behind TLS: verified, by name. */
final class ProviderTlsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    @TempDir
    Path folder;

    private ScriptedUpstream upstream(TestCertificate certificate) throws IOException {
        return ScriptedUpstream.on(
                certificate
                        .serving()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(OK);
                    }
                });
    }

    private String configuration(String host, int port, TestCertificate trusted) {
        String tls = trusted == null
                ? ""
                : "upstream: { tls: { ca: \"" + trusted.writeCertificate(folder.resolve("ca.pem")) + "\" } }";
        return """
                providers:
                  - name: up
                    dialect: openai
                    base_url: "https://%s:%d"
                    %s
                models:
                  - { name: m, targets: [ { provider: up } ] }
                """.formatted(host, port, tls);
    }

    private Answer ask(String configuration) throws IOException {
        try (TestGateway gateway = TestGateway.start(configuration);
                RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(Chat.post(Chat.unary("m"))).answer();
            if (answer.status() == 200) {
                // A second one, on the connection that is kept.
                assertThat(client.send(Chat.post(Chat.unary("m"))).answer().status())
                        .isEqualTo(200);
            }
            return answer;
        }
    }

    @Test
    void trustsTheConfiguredAuthority() throws IOException {
        TestCertificate certificate = TestCertificate.of("dns:localhost");
        try (ScriptedUpstream upstream = upstream(certificate)) {
            assertThat(ask(configuration("localhost", upstream.port(), certificate))
                            .status())
                    .isEqualTo(200);

            assertThat(upstream.requests()).hasSize(2);
            assertThat(upstream.connections()).isOne();
        }
    }

    @Test
    void verifiesAnAddressToo() throws IOException {
        TestCertificate certificate = TestCertificate.of("ip:127.0.0.1");
        try (ScriptedUpstream upstream = upstream(certificate)) {
            assertThat(ask(configuration("127.0.0.1", upstream.port(), certificate))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws IOException {
        TestCertificate certificate = TestCertificate.of("dns:elsewhere.example");
        try (ScriptedUpstream upstream = upstream(certificate)) {
            Answer answer = ask(configuration("localhost", upstream.port(), certificate));

            assertThat(ErrorShape.require(answer, 502, "tls_failed"))
                    .contains("TLS")
                    .doesNotContain("elsewhere");
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws IOException {
        try (ScriptedUpstream upstream = upstream(TestCertificate.of("dns:localhost"))) {
            ErrorShape.require(ask(configuration("localhost", upstream.port(), null)), 502, "tls_failed");

            assertThat(upstream.requests()).isEmpty();
        }
    }
}
