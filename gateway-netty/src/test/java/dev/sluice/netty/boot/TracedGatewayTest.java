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

            await().until(() -> !sent.isEmpty());
            String head = upstream.requests().get(0).head();
            String told = head.replaceAll("(?s).*traceparent: 00-" + TRACE + "-([0-9a-f]{16})-01.*", "$1");
            assertThat(text(sent)).contains(text(List.of(HexFormat.of().parseHex(told))));
            assertThat(text(sent)).contains("gen_ai.operation.name").doesNotContain("hi there");
        } finally {
            collector.stop(0);
        }
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
                tracing: { sample: 0, otlp: { endpoint: "http://127.0.0.1:%d/v1/traces" } }
                """.formatted(provider, collector));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }
}
