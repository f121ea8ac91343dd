package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.USERS;
import static dev.sluice.metrics.admin.AdminFixture.settings;
import static dev.sluice.metrics.admin.AdminFixture.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.AdminSettings.Tls;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin port with a certificate, called by the JDK's client. */
class AdminTlsTest {

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = TestCertificate.make();
        second = TestCertificate.make();
    }

    private static AdminFixture serving(Tls tls) throws IOException {
        return serving(with(settings(List.of(), List.of()), tls), Duration.ofHours(1));
    }

    private static AdminFixture serving(AdminSettings settings, Duration checks) throws IOException {
        return new AdminFixture(settings, new AdminServer.Options(null, Ticker.SYSTEM, checks));
    }

    private static int get(AdminFixture admin, SSLContext client, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + admin.server.port() + path))
                .timeout(Duration.ofMinutes(1));
        for (String header : headers) {
            request.header(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        return HttpClient.newBuilder()
                .sslContext(client)
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static boolean isTrusted(AdminFixture admin, TestCertificate server, @Nullable TestCertificate client) {
        try {
            return get(admin, server.trusting(client), "/metrics/m7") == 200;
        } catch (IOException e) {
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTls(String protocol) throws Exception {
        try (AdminFixture admin = serving(first.write(folder));
                SSLSocket socket = (SSLSocket)
                        first.trusting(null).getSocketFactory().createSocket("localhost", admin.server.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @Test
    void answersOverTlsAndNotWithoutIt() throws Exception {
        try (AdminFixture admin = serving(first.write(folder))) {
            assertThat(get(admin, first.trusting(null), "/metrics")).isEqualTo(200);
            assertThat(get(admin, first.trusting(null), "/metricsfoo")).isEqualTo(404);
            assertThatThrownBy(() -> admin.http.get("/metrics")).isInstanceOfAny(AssertionError.class, Exception.class);
        }
    }

    @Test
    void usesChangedFilesWithoutBeingTold() throws Exception {
        Tls files = first.write(folder);
        try (AdminFixture admin = serving(with(settings(List.of(), List.of()), files), Duration.ofMillis(20))) {
            assertThat(isTrusted(admin, first, null)).isTrue();

            second.write(folder);

            await().atMost(Duration.ofMinutes(1)).until(() -> isTrusted(admin, second, null));
            assertThat(isTrusted(admin, first, null)).isFalse();
        }
    }

    @Test
    void keepsTheOldCertificateWhileTheNewOneHasNoKey() throws Exception {
        Tls files = first.write(folder);
        AdminSettings settings = with(settings(List.of(), List.of()), files);
        try (AdminFixture admin = serving(settings, Duration.ofMillis(20))) {
            second.writeCertificate(files.certificate());

            assertThatThrownBy(() -> admin.server.apply(settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("admin.tls");
            assertThat(isTrusted(admin, first, null)).isTrue();

            second.writeKey(folder);
            await().atMost(Duration.ofMinutes(1)).until(() -> isTrusted(admin, second, null));
        }
    }

    @Test
    void usesChangedFilesWhenTheConfigurationIsReloaded() throws Exception {
        AdminSettings settings = with(settings(List.of(), List.of()), first.write(folder));
        try (AdminFixture admin = serving(settings, Duration.ofHours(1))) {
            second.write(folder);
            admin.server.apply(settings);

            assertThat(isTrusted(admin, second, null)).isTrue();
        }
    }

    @Test
    void wantsACertificateOfClientsWhereThereIsAnAuthority() throws Exception {
        Tls files = first.write(folder);
        Path authority = second.writeCertificate(folder.resolve("clients.pem"));
        try (AdminFixture admin = serving(new Tls(files.certificate(), files.privateKey(), authority))) {
            assertThat(isTrusted(admin, first, null)).isFalse();
            assertThat(isTrusted(admin, first, first)).isFalse();
            assertThat(isTrusted(admin, first, second)).isTrue();
            // It is nobody's login.
            assertThat(get(admin, first.trusting(second), "/api/v1/providers")).isEqualTo(403);
        }
    }

    @Test
    void wantsALoginBesidesTheCertificateWhereThereAreUsers() throws Exception {
        Tls files = first.write(folder);
        Path authority = second.writeCertificate(folder.resolve("clients.pem"));
        AdminSettings settings = settings(USERS, List.of());
        try (AdminFixture admin = serving(
                with(settings, new Tls(files.certificate(), files.privateKey(), authority)), Duration.ofHours(1))) {
            SSLContext client = first.trusting(second);

            assertThat(get(admin, client, "/metrics")).isEqualTo(401);
            assertThat(get(admin, client, "/metrics", AdminFixture.SCRAPER)).isEqualTo(200);
            assertThat(get(admin, client, "/api/v1/providers", AdminFixture.ADMIN))
                    .isEqualTo(200);
        }
    }

    @Test
    void resumesNoSessionOfAnAuthorityThatIsGone() throws Exception {
        Tls files = first.write(folder);
        Path authority = second.writeCertificate(folder.resolve("clients.pem"));
        AdminSettings settings =
                with(settings(List.of(), List.of()), new Tls(files.certificate(), files.privateKey(), authority));
        try (AdminFixture admin = serving(settings, Duration.ofHours(1))) {
            SSLContext client = first.trusting(second);
            assertThat(get(admin, client, "/metrics/m7")).isEqualTo(200);

            first.writeCertificate(authority);
            admin.server.apply(settings);

            assertThatThrownBy(() -> get(admin, client, "/metrics/m7")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void listensToTheWorldWhereClientsNeedCertificates() throws Exception {
        Tls files = first.write(folder);
        AdminSettings world = new AdminSettings(
                new InetSocketAddress("0.0.0.0", 0), List.of(), List.of(), List.of(), false, files, List.of());

        assertThat(AdminServer.problem(world)).isPresent();
        assertThat(AdminServer.problem(
                        with(world, new Tls(files.certificate(), files.privateKey(), files.certificate()))))
                .isEmpty();
    }

    @Test
    void refusesToStartWithoutItsFiles() throws Exception {
        Tls files = first.write(folder);
        Files.delete(files.privateKey());

        assertThatThrownBy(() -> serving(files).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key.pem");
    }
}
