package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.Verdict;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of traffic to groups: all of it by group, and of models what is known as such. */
final class ProxyMetricsTest {

    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    Path folder;

    private SimulatedProvider provider;
    private Assembly gateway;
    private int sent;

    @BeforeEach
    void start() throws IOException {
        provider = SimulatedProvider.start(Options.loopback());
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 2 }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                log: { access: none }
                resilience: { attempts: 1, breaker: { failures: 1000 } }
                providers:
                  - { name: one, dialect: openai, base_url: "http://127.0.0.1:%1$d" }
                  - { name: two, dialect: openai, base_url: "http://127.0.0.1:%1$d" }
                  - { name: all, members: [ { provider: one }, { provider: two } ] }
                models: [ { name: m, targets: [ { provider: one } ] } ]
                """.formatted(provider.port()));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private void send(int times, String request, int status) throws IOException {
        try (RawClient client = new RawClient(gateway.dataPort())) {
            for (int i = 0; i < times; i++) {
                assertThat(client.send(request).answer().status()).as(request).isEqualTo(status);
                sent++;
            }
        }
    }

    private Scrape counted() {
        await().until(() -> provider.stats().inFlight() == 0);
        await().until(() ->
                Scrape.of(gateway.adminUrl()).sum("sluice_http_server_request_duration_seconds_count") == sent);
        return Scrape.of(gateway.adminUrl());
    }

    private static String group(String name) {
        return "group=\"" + name + "\"";
    }

    @Test
    void countsByTheGroupThatWasCalledAndByTheProviderThatAnswered() throws IOException {
        send(3, RawClient.post("/proxy/one" + CHAT, Chat.unary("m")), 200);
        send(2, RawClient.post("/proxy/all" + CHAT, Chat.stream("made-up")), 200);
        send(4, RawClient.get("/proxy/one/v1/models"), 200);
        send(1, RawClient.get("/proxy/two/v1/nothing"), 404);
        send(5, Chat.post(Chat.unary("m")), 200);
        send(2, Chat.post(Chat.unary("two/made-up")), 200);
        send(1, RawClient.get("/proxy/nobody/v1/models"), 404);
        send(1, RawClient.get("/v1/models"), 200);
        Scrape scrape = counted();

        String requests = "gpt_load_proxy_requests_total";
        assertThat(scrape.sum(requests, group("one"), "status=\"success\"")).isEqualTo(3 + 4 + 5);
        assertThat(scrape.sum(requests, group("all"), "status=\"success\"")).isEqualTo(2);
        assertThat(scrape.sum(requests, group("two"), "status=\"success\"")).isEqualTo(2);
        assertThat(scrape.sum(requests, group("two"))).isEqualTo(2 + 1);
        assertThat(scrape.sum(requests)).isEqualTo(sent - 2);

        String operations = "sluice_operations_total";
        assertThat(scrape.sum(operations)).isEqualTo(3 + 2 + 5 + 2);
        assertThat(scrape.sum(operations, "model=\"m\"")).isEqualTo(3 + 5);
        assertThat(scrape.sum(operations, "model=\"other\"")).isEqualTo(2 + 2);
        assertThat(scrape.sum(operations, "provider=\"all\"")).isZero();
        assertThat(scrape.lines()).noneMatch(line -> line.contains("made-up"));
    }

    @Test
    void countsHttpUnderOneRouteAndLeavesNothingActive() throws IOException {
        send(2, RawClient.post("/proxy/one" + CHAT, Chat.unary("m")), 200);
        send(1, RawClient.get("/proxy/one/v1/models"), 200);
        send(1, RawClient.get("/proxy/one/../v1"), 400);
        send(1, RawClient.get("/proxy/one"), 404);
        Scrape scrape = counted();

        String http = "sluice_http_server_request_duration_seconds_count";
        assertThat(scrape.sum(http, "route=\"/proxy/{group}/{path}\"")).isEqualTo(4);
        assertThat(scrape.sum(http, "route=\"" + CHAT + "\"")).isZero();
        assertThat(scrape.sum("http_requests_total", "endpoint=\"/proxy/{group}/{path}\"", "status=\"200\""))
                .isEqualTo(3);
        assertThat(scrape.sum("sluice_http_server_active_requests")).isZero();
        assertThat(scrape.lines())
                .filteredOn(line -> line.startsWith("sluice_http_server_active_requests"))
                .allMatch(line -> line.endsWith(" 0") || line.endsWith(" 0.0"));
    }

    @Test
    void countsTheTokensOfBothWays() throws IOException {
        send(2, RawClient.post("/proxy/one" + CHAT, Chat.stream("m")), 200);
        send(3, Chat.post(Chat.unary("m")), 200);
        Scrape scrape = counted();

        assertThat(scrape.sum("sluice_tokens_total", "type=\"output\"", "model=\"m\""))
                .isEqualTo(provider.stats().completionTokens())
                .isPositive();
        assertThat(scrape.sum("sluice_tokens_total", "type=\"input\"", "model=\"m\""))
                .isEqualTo(provider.stats().promptTokens());
    }
}
