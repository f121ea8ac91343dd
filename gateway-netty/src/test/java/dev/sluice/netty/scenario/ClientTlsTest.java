package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Verdict;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestCertificate;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data port with a certificate. */
final class ClientTlsTest {

    private static final TestCertificate FIRST = TestCertificate.of("dns:localhost,ip:127.0.0.1");
    private static final TestCertificate SECOND = TestCertificate.of("dns:localhost,ip:127.0.0.1");

    @TempDir
    Path folder;

    private SimulatedProvider provider;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        FIRST.writeCertificate(folder.resolve("cert.pem"));
        FIRST.writeKey(folder.resolve("key.pem"));
        provider = SimulatedProvider.start(Options.loopback());
        gateway = TestGateway.start(configuration());
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private String configuration() {
        return TestGateway.routing(
                provider.port(),
                "  - { name: big, targets: [ { provider: up, model: \"m+tokens=2000+bytes=4MiB\" } ] }\n"
                        + TestGateway.serving("tls: { certificate: \"" + folder.resolve("cert.pem")
                                + "\", private_key: \"" + folder.resolve("key.pem") + "\" }"));
    }

    private SSLSocket connect(TestCertificate trusted, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket)
                trusted.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersions(String version) throws IOException {
        try (SSLSocket socket = connect(FIRST);
                RawClient client = new RawClient(socket)) {
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
        SSLSocket plain = (SSLSocket)
                FIRST.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port());
        plain.setEnabledProtocols(new String[] {version});
        try (RawClient client = new RawClient(plain)) {
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
            assertThat(plain.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void negotiatesHttp11() throws IOException {
        try (SSLSocket socket = connect(FIRST, "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void relaysAnswersAndStreamsWhole() throws IOException {
        try (RawClient client = new RawClient(connect(FIRST, "http/1.1"))) {
            Answer unary = client.send(Chat.post(Chat.unary("big"))).answer();
            Answer stream = client.send(Chat.post(Chat.stream("big"))).answer();

            assertThat(unary.status()).isEqualTo(200);
            assertThat(unary.body().length).isGreaterThan(4 << 20);
            assertThat(stream.complete()).isTrue();
            assertThat(stream.text()).endsWith("data: [DONE]\n\n");
        }
        assertThat(gateway.settled(2)).allMatch(each -> each.result().success());
    }

    @Test
    void answersPipelinedRequestsAndRefusals() throws IOException {
        try (RawClient client = new RawClient(connect(FIRST))) {
            client.send(RawClient.get("/healthz").repeat(50) + "BAD\r\n\r\n");
            for (int i = 0; i < 50; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatDoesNotSpeakTls() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            byte[] rest = client.send(RawClient.get("/healthz")).rest();

            assertThat(new String(rest, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1");
        }
        try (RawClient client = new RawClient(connect(FIRST))) {
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void takesUpARenewedCertificateWithAReload() throws IOException {
        try (RawClient old = new RawClient(connect(FIRST))) {
            SECOND.writeCertificate(folder.resolve("cert.pem"));
            SECOND.writeKey(folder.resolve("key.pem"));
            assertThat(gateway.reload(configuration())).isInstanceOf(Verdict.Accepted.class);

            try (SSLSocket socket = connect(SECOND);
                    RawClient client = new RawClient(socket)) {
                assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(SECOND.certificate());
                assertThat(client.send(RawClient.get("/healthz")).answer().status())
                        .isEqualTo(200);
            }
            assertThat(old.send(RawClient.get("/healthz")).answer().status())
                    .as("a connection keeps the certificate it began with")
                    .isEqualTo(200);
        }
    }

    @Test
    void keepsTheOldCertificateWhenTheNewKeyIsNotItsOwn() throws IOException {
        SECOND.writeCertificate(folder.resolve("cert.pem"));

        assertThat(gateway.reload(configuration())).isInstanceOf(Verdict.Refused.class);

        try (RawClient client = new RawClient(connect(FIRST))) {
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
    }
}
