package dev.sluice.metrics.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A small collector of spans on a free port of loopback: takes OTLP over HTTP, and keeps what it was told. */
final class Collector implements AutoCloseable {

    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param gate what answers wait for; null: nothing */
    Collector(@Nullable CountDownLatch gate) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> take(exchange, gate));
        server.setExecutor(threads);
        server.start();
    }

    /** A span, and the resource's attributes with its own. */
    record Span(
            String traceId,
            String spanId,
            String parentId,
            String name,
            long kind,
            long startNanos,
            long endNanos,
            long status,
            Map<String, Object> attributes) {}

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    private void take(HttpExchange exchange, @Nullable CountDownLatch gate) throws IOException {
        byte[] body;
        try (InputStream in = new GZIPInputStream(exchange.getRequestBody())) {
            body = in.readAllBytes();
        }
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        for (ProtoReader resource : new ProtoReader(body).messages(1)) {
            Map<String, Object> shared = attributes(resource.messages(1).get(0), 1);
            resource.messages(2).forEach(scope -> scope.messages(2).forEach(span -> spans.add(read(span, shared))));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Span read(ProtoReader span, Map<String, Object> shared) {
        Map<String, Object> attributes = new TreeMap<>(shared);
        attributes.putAll(attributes(span, 9));
        HexFormat hex = HexFormat.of();
        long status = span.has(15) ? span.messages(15).get(0).number(3) : 0;
        return new Span(
                hex.formatHex(span.bytes(1)),
                hex.formatHex(span.bytes(2)),
                hex.formatHex(span.bytes(4)),
                span.text(5),
                span.number(6),
                span.number(7),
                span.number(8),
                status,
                attributes);
    }

    private static Map<String, Object> attributes(ProtoReader of, int field) {
        Map<String, Object> attributes = new TreeMap<>();
        for (ProtoReader pair : of.messages(field)) {
            ProtoReader value = pair.messages(2).get(0);
            if (value.has(1)) {
                attributes.put(pair.text(1), value.text(1));
            } else if (value.has(2)) {
                attributes.put(pair.text(1), value.number(2) == 1);
            } else if (value.has(3)) {
                attributes.put(pair.text(1), value.number(3));
            } else if (value.has(4)) {
                attributes.put(pair.text(1), Double.longBitsToDouble(value.number(4)));
            }
        }
        return attributes;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
