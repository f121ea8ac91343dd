package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.Verdict;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway from its file: what its metrics say is what was sent, and its admin port reloads it. */
final class AssemblyTest {

    @TempDir
    Path folder;

    private SimulatedProvider provider;
    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        provider = SimulatedProvider.start(Options.loopback());
        Verdict<Foundations> verdict = Foundations.open(write("m"), ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), "one-time-password");
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private Path write(String model) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 2 }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: keys, keys: [ { id: tests, value: %s } ] }
                log: { access: none }
                resilience: { attempts: 1, breaker: { failures: 1000 } }
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" }
                  - { name: down, dialect: openai, base_url: "http://127.0.0.1:1" }
                models:
                  - { name: %s, targets: [ { provider: up } ] }
                  - { name: limited, targets: [ { provider: up, model: "m+status=429" } ] }
                  - { name: broken, targets: [ { provider: up, model: "m+fault=close" } ] }
                  - { name: cut, targets: [ { provider: up, model: "m+fault=cut" } ] }
                  - { name: away, targets: [ { provider: down } ] }
                """.formatted(Traffic.KEY, provider.port(), model));
    }

    private static Traffic mixed(int port) throws IOException {
        Traffic traffic = new Traffic(port);
        traffic.chat(7, Chat.unary("m"), 200);
        traffic.chat(5, Chat.stream("m"), 200);
        traffic.model(3, "/v1/embeddings", "{\"model\":\"m\",\"input\":\"hi\"}", 200);
        traffic.chat(2, Chat.unary("limited"), 429);
        traffic.chat(2, Chat.unary("broken"), 502);
        traffic.chat(4, Chat.stream("cut"), 200);
        traffic.chat(1, Chat.unary("away"), 502);
        traffic.chat(2, Chat.unary("unheard-of"), 404);
        traffic.chat(1, "{\"model\":", 400);
        traffic.stranger(3);
        traffic.plain(2, "GET /v1/models", "/v1/models", 200);
        traffic.plain(1, "GET /v1/models/m", "/v1/models/{model}", 200);
        traffic.plain(3, "GET /healthz", "/healthz", 200);
        traffic.plain(4, "GET /nowhere", "unknown", 404);
        traffic.plain(1, "DELETE /v1/models", "/v1/models", 405);
        traffic.plain(1, "BAD/LINE", "unknown", 400);
        return traffic;
    }

    @Test
    void countsExactlyWhatWasSent() throws IOException {
        Traffic traffic = mixed(gateway.dataPort());
        await().until(() -> Scrape.of(gateway.adminUrl()).sum("sluice_http_server_request_duration_seconds_count")
                == traffic.total());
        Scrape scrape = Scrape.of(gateway.adminUrl());

        for (Map.Entry<String, Integer> each : traffic.requests().entrySet()) {
            String[] parts = each.getKey().split(" ");
            assertThat(scrape.sum(
                            "sluice_http_server_request_duration_seconds_count",
                            "route=\"" + parts[0] + "\"",
                            "status_code=\"" + parts[1] + "\""))
                    .as(each.getKey())
                    .isEqualTo(each.getValue().doubleValue());
        }
        requireBytes(scrape, traffic.sent(), "sluice_http_server_request_body_bytes_sum");
        requireBytes(scrape, traffic.received(), "sluice_http_server_response_body_bytes_sum");
        assertThat(scrape.sum("sluice_http_server_active_requests")).isZero();
    }

    private static void requireBytes(Scrape scrape, Map<String, Long> expected, String name) {
        double total = 0;
        for (Map.Entry<String, Long> each : expected.entrySet()) {
            assertThat(scrape.sum(name, "route=\"" + each.getKey() + "\""))
                    .as(name + " of " + each.getKey())
                    .isEqualTo(each.getValue().doubleValue());
            total += each.getValue();
        }
        assertThat(scrape.sum(name)).isEqualTo(total);
    }

    @Test
    void countsOperationsAttemptsAndTokens() throws IOException {
        Traffic traffic = mixed(gateway.dataPort());
        await().until(() -> provider.stats().inFlight() == 0);
        await().until(() -> Scrape.of(gateway.adminUrl()).sum("sluice_http_server_request_duration_seconds_count")
                == traffic.total());
        Scrape scrape = Scrape.of(gateway.adminUrl());
        String operations = "sluice_operations_total";

        assertThat(scrape.sum(operations)).isEqualTo(7 + 5 + 3 + 2 + 2 + 4 + 1 + 2 + 1 + 3);
        assertThat(scrape.sum(operations, "outcome=\"success\"")).isEqualTo(7 + 5 + 3);
        assertThat(scrape.sum(operations, "stream=\"true\"", "model=\"m\"")).isEqualTo(5);
        assertThat(scrape.sum(operations, "model=\"cut\"", "error_type=\"provider_upstream_cut\""))
                .isEqualTo(4);
        assertThat(scrape.sum(operations, "model=\"limited\"", "error_type=\"provider_upstream_rate_limited\""))
                .isEqualTo(2);
        assertThat(scrape.sum(operations, "model=\"broken\"", "error_type=\"provider_upstream_closed\""))
                .isEqualTo(2);
        assertThat(scrape.sum(operations, "provider=\"down\"", "error_type=\"provider_connect_failed\""))
                .isEqualTo(1);
        assertThat(scrape.sum(operations, "model=\"unknown\"")).isEqualTo(2 + 1 + 3);
        assertThat(scrape.sum("sluice_upstream_attempt_duration_seconds_count", "provider=\"up\""))
                .isEqualTo(7 + 5 + 3 + 2 + 2 + 4);
        assertThat(scrape.sum("llm_requests_total")).isPositive();
        assertThat(scrape.sum("sluice_tokens_total", "type=\"input\"", "usage=\"exact\""))
                .isEqualTo(provider.stats().promptTokens());
        assertThat(scrape.sum("sluice_tokens_total", "type=\"output\"", "usage=\"exact\""))
                .isEqualTo(provider.stats().completionTokens())
                .isEqualTo((7 + 5) * 16);
        assertThat(scrape.sum("sluice_tokens_total", "type=\"input\"", "usage=\"estimated\"", "model=\"cut\""))
                .as("streams that were cut before they told")
                .isPositive()
                .isEqualTo(scrape.sum("sluice_tokens_total", "type=\"input\"", "usage=\"estimated\""));
    }

    private int reload(String password) throws Exception {
        String login = java.util.Base64.getEncoder().encodeToString(("admin:" + password).getBytes());
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/-/reload"))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 400 || response.statusCode() == 422) {
            assertThat(response.body()).contains("surprise");
        }
        return response.statusCode();
    }

    private int chat(String model) throws IOException {
        try (RawClient client = new RawClient(gateway.dataPort())) {
            String authorization = "Authorization: Bearer " + Traffic.KEY + "\r\n";
            return client.send(Chat.post(authorization, Chat.unary(model)))
                    .answer()
                    .status();
        }
    }

    @Test
    void reloadsForWhoHasLoggedIn() throws Exception {
        assertThat(chat("renamed")).isEqualTo(404);
        Path file = write("renamed");
        assertThat(reload("wrong")).isEqualTo(401);
        assertThat(chat("renamed")).isEqualTo(404);

        assertThat(reload("one-time-password")).isEqualTo(200);
        assertThat(chat("renamed")).isEqualTo(200);
        assertThat(chat("m")).isEqualTo(404);

        Files.writeString(file, Files.readString(file) + "surprise: 1\n");
        assertThat(reload("one-time-password")).isBetween(400, 499);
        assertThat(chat("renamed")).isEqualTo(200);
    }
}
