package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class AdminServerTest {

    @Test
    void servesScrapesInAllFormatsAndCompressed() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply text = admin.http.get("/metrics");
            Reply openMetrics = admin.http.get("/metrics", "Accept: application/openmetrics-text; version=1.0.0");
            Reply protobuf = admin.http.get(
                    "/metrics",
                    "Accept: application/vnd.google.protobuf;"
                            + "proto=io.prometheus.client.MetricFamily;encoding=delimited");
            Reply gzip = admin.http.get("/metrics", "Accept-Encoding: gzip");

            assertThat(text.status()).isEqualTo(200);
            assertThat(text.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(text.text()).contains("sluice_operations_total{").contains("llm_requests_total{");
            assertThat(openMetrics.header("content-type")).startsWith("application/openmetrics-text");
            assertThat(openMetrics.text()).endsWith("# EOF\n");
            assertThat(protobuf.header("content-type")).startsWith("application/vnd.google.protobuf");
            assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes();
            assertThat(new String(plain, StandardCharsets.UTF_8)).contains("sluice_operations_total{");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/metrics/m7, llm_requests_total, sluice_operations_total",
        "/metrics?vocabulary=m7, llm_requests_total, sluice_operations_total",
        "/metrics?vocabulary=m7&vocabulary=gpt%2Dload, gpt_load_proxy_requests_total, sluice_operations_total",
        "/api/metrics/prometheus, llm_tokens_total, gpt_load_proxy_requests_total"
    })
    void narrowsToTheVocabulariesAskedFor(String path, String has, String hasNot) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            assertThat(admin.http.get(path).text()).contains(has + "{").doesNotContain(hasNot);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics/m8", "/metrics?vocabulary=m8", "/metrics?vocabulary=m7&vocabulary="})
    void namesTheVocabulariesThereAreWhenAnotherIsAskedFor(String path) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.get(path);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text())
                    .isEqualTo("{\"error\":{\"message\":\"the vocabularies here are sluice, gpt-load, gatewayz,"
                            + " realmultillm, m7, modelgate, otel\",\"code\":\"unknown_vocabulary\"}}");
        }
    }

    @Test
    void showsOnlyEnabledVocabularies() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            admin.site.exposition.enable(List.of("sluice"), Compat.DOCUMENT);

            assertThat(admin.http.get("/metrics").text()).doesNotContain("llm_requests_total");
            assertThat(admin.http.get("/metrics/m7").status()).isEqualTo(400);
            assertThat(admin.http.get("/api/metrics/prometheus").status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'deflate, GZIP ; q=0.5', true",
        "'*;q=0, gzip;q=1.000', true",
        "gzip;q=0, false",
        "'gzip ; q=0.000', false",
        "'br, gzip; Q=0.0, deflate', false",
        "*, false",
        "gzipped, false",
        "identity, false",
        "'', false"
    })
    void compressesWhereThatIsTaken(String encodings, boolean compressed) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.get("/metrics/m7", "Accept-Encoding: " + encodings);

            assertThat(reply.header("content-encoding")).isEqualTo(compressed ? "gzip" : "");
            assertThat(reply.header("content-length")).isEqualTo(Integer.toString(reply.body().length));
            assertThat(reply.text().startsWith("# HELP ")).isEqualTo(!compressed);
        }
    }

    @Test
    void tellsHowManySamplesWereLeftByTheFilter() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply filtered = admin.http.get("/metrics/m7?name%5B%5D=llm_requests_total");
            String after = admin.http.get("/metrics/sluice").text();

            long samples = filtered.text()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .count();
            assertThat(samples).isPositive();
            assertThat(after).contains("sluice_scrape_series{vocabulary=\"m7\"} " + (double) samples);
        }
    }

    @Test
    void tellsWhatScrapesCost() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply before = admin.http.get("/metrics/m7");
            String after = admin.http.get("/metrics/sluice").text();

            assertThat(after).contains("sluice_scrape_bytes{vocabulary=\"m7\"} " + (double) before.body().length);
            long samples =
                    before.text().lines().filter(line -> !line.startsWith("#")).count();
            assertThat(after).contains("sluice_scrape_series{vocabulary=\"m7\"} " + (double) samples);
            assertThat(after).contains("sluice_scrape_seconds_count{vocabulary=\"m7\"} 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/metricsfoo", "/metrics/", "/metrics/m7/x", "/-/healthyx", "/index.html", "/api", "/%6Detrics"})
    void findsNothingBesideItsPaths(String path) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.get(path);

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).contains("\"code\":\"not_found\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /metrics, 'GET, HEAD'",
        "DELETE, /-/healthy, 'GET, HEAD'",
        "GET, /-/reload, POST",
        "TRACE, /, 'GET, HEAD'"
    })
    void saysWhichMethodsAPathHas(String method, String path, String allow) throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.send(method, path, "");

            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo(allow);
        }
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            Reply reply = admin.http.send("HEAD", "/-/healthy", "");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("content-length")).isEqualTo("8");
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void tellsReadinessFromHealth() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.http.get("/-/ready").status()).isEqualTo(200);
            admin.site.state.trouble = "journal_unavailable";
            assertThat(admin.http.get("/-/ready").status()).isEqualTo(200);
            assertThat(admin.http.get("/-/ready").text()).isEqualTo("degraded: journal_unavailable\n");
            admin.site.state.ready = false;

            assertThat(admin.http.get("/-/ready").status()).isEqualTo(503);
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(200);
        }
    }

    @Test
    void answersWhatFailsWithoutDetail() throws IOException {
        try (AdminFixture admin = AdminFixture.open()) {
            admin.site.state.onScrape = () -> {
                throw new IllegalStateException("secret detail");
            };
            Reply reply = admin.http.get("/metrics");

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text())
                    .contains("internal_error")
                    .doesNotContain("secret")
                    .doesNotContain("Exception");
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(200);
        }
    }

    @Test
    void keepsAnsweringHealthAndRefusesMoreScrapesWhileScrapesHang() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        ExecutorService clients = Executors.newCachedThreadPool();
        try (AdminFixture admin = AdminFixture.open()) {
            admin.site.state.onScrape = () -> await(hang);
            List<CompletableFuture<Reply>> scrapes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                scrapes.add(CompletableFuture.supplyAsync(() -> admin.http.get("/metrics"), clients));
            }
            Reply refused = (Reply) CompletableFuture.anyOf(scrapes.toArray(CompletableFuture[]::new))
                    .get();

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(200);
            // All have come: what comes when the others go on would be served, too.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            scrapes.stream().filter(CompletableFuture::isDone).count() == 10);
            hang.countDown();
            long served = 0;
            for (CompletableFuture<Reply> scrape : scrapes) {
                served += scrape.get().status() == 200 ? 1 : 0;
            }
            assertThat(served).isEqualTo(10);
        } finally {
            hang.countDown();
            clients.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void cutsAClientThatDripsItsHead() throws IOException {
        try (AdminFixture admin = AdminFixture.open();
                Socket slow = admin.http.connect()) {
            slow.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: 12".getBytes(StandardCharsets.US_ASCII));

            assertThat(slow.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void servesOthersWhileMoreClientsDripThanItHasLanes() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (AdminFixture admin = AdminFixture.open()) {
            for (int i = 0; i < 20; i++) {
                Socket socket = admin.http.connect();
                socket.getOutputStream().write("GET ".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(admin.http.get("/metrics/m7").status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void recoversFromMoreConnectionsThanItTakes() throws IOException {
        List<Socket> flood = new ArrayList<>();
        try (AdminFixture admin = AdminFixture.open()) {
            for (int i = 0; i < 3 * ServerLimits.CONNECTIONS; i++) {
                Socket socket = admin.http.connect();
                flood.add(socket);
                socket.getOutputStream().write("GET ".getBytes(StandardCharsets.US_ASCII));
            }
            for (Socket socket : flood) {
                assertThat(endOf(socket)).isEqualTo(-1);
            }
            assertThat(admin.http.get("/-/healthy").status()).isEqualTo(200);
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    /** A connection that is cut may end in a reset as well. */
    private static int endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    @Test
    void namesTheAddressThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
            AdminSettings settings =
                    new AdminSettings(address, List.of(), List.of(), List.of(), false, null, List.of());

            assertThatThrownBy(() -> new AdminFixture(settings).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(address.getHostString() + ":" + taken.getLocalPort())
                    .hasMessageContaining("admin");
        }
    }

    @Test
    void refusesToListenToTheWorldWithoutUsers() throws IOException {
        InetSocketAddress world = new InetSocketAddress("0.0.0.0", 0);
        AdminSettings open = new AdminSettings(world, List.of(), List.of(), List.of(), false, null, List.of());
        AdminSettings withUsers =
                new AdminSettings(world, List.of(), AdminFixture.USERS, List.of(), false, null, List.of());
        AdminSettings insecure = new AdminSettings(world, List.of(), List.of(), List.of(), true, null, List.of());

        assertThatThrownBy(() -> new AdminFixture(open).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("admin.users");
        assertThat(AdminServer.problem(withUsers)).isEmpty();
        assertThat(AdminServer.problem(insecure)).isEmpty();
        assertThat(AdminServer.problem(open)).isPresent();
    }
}
