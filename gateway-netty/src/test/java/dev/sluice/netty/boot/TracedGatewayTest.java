package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.config.Verdict;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway from its file, with a collector: what this is sent is what the provider was told. */
final class TracedGatewayTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    @TempDir
    Path folder;

    @Test
    void sendsTheSpansThatProvidersWereToldOf() throws Exception {
        List<byte[]> sent = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            sent.add(new GZIPInputStream(exchange.getRequestBody()).readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(ANSWER);
                Assembly gateway = start(upstream.port(), collector.getAddress().getPort());
                RawClient client = new RawClient(gateway.dataPort())) {
            String parent = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01\r\n";
            client.send(Chat.post(parent, Chat.unary("m"))).answer();

            String head = upstream.requests().get(0).head();
            String told = head.replaceAll("(?s).*traceparent: 00-" + TRACE + "-([0-9a-f]{16})-01.*", "$1");
            // A trace's spans may come one after the other.
            String span = text(List.of(HexFormat.of().parseHex(told)));
            await().untilAsserted(() -> assertThat(text(sent)).contains(span, "gen_ai.operation.name"));
            assertThat(text(sent)).doesNotContain("hi there");
            namesTheTraceInAScrape(gateway, told);
        } finally {
            collector.stop(0);
        }
    }

    private static void namesTheTraceInAScrape(Assembly gateway, String attemptSpan) throws Exception {
        String exemplar = "# {span_id=\"" + attemptSpan + "\",trace_id=\"" + TRACE + "\"}";
        String scrape = scrape(gateway, "application/openmetrics-text");
        assertThat(scrape.lines())
                .filteredOn(line -> line.startsWith("sluice_upstream_attempt_duration_seconds_bucket"))
                .filteredOn(line -> line.contains(exemplar))
                .hasSize(1);
        assertThat(scrape.lines())
                .filteredOn(line -> line.startsWith("sluice_operation_duration_seconds_bucket"))
                .filteredOn(line -> line.contains(TRACE))
                .hasSize(1);
        assertThat(scrape)
                .contains("sluice_trace_spans_dropped_total{reason=\"queue_full\"} 0")
                .doesNotContain("_native_");
        String protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
        assertThat(scrape(gateway, protobuf)).contains(TRACE, "sluice_operation_duration_native_seconds");
        assertThat(scrape(gateway, "text/plain")).doesNotContain(TRACE);
    }

    private static String scrape(Assembly gateway, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/metrics/sluice"))
                .header("Accept", accept)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                .body();
    }

    private static String text(List<byte[]> bytes) {
        StringBuilder all = new StringBuilder();
        bytes.forEach(each -> all.append(new String(each, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    private Assembly start(int provider, int collector) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 1 }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                log: { access: none }
                store: { kind: memory }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                metrics: { native_histograms: true }
                tracing: { sample: 0, otlp: { endpoint: "http://127.0.0.1:%d/v1/traces" } }
                """.formatted(provider, collector));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }
}
