package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A client that keeps its own counts of what it sent and got. */
final class Traffic {

    static final String KEY = "client-key-0123456789";

    private final int port;
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Map<String, Long> sent = new TreeMap<>();
    private final Map<String, Long> received = new TreeMap<>();

    Traffic(int port) {
        this.port = port;
    }

    /** Requests by route and status, such as {@code /v1/models 200}. */
    Map<String, Integer> requests() {
        return requests;
    }

    /** Bytes of bodies that the gateway took, by route. */
    Map<String, Long> sent() {
        return sent;
    }

    /** Bytes of bodies that came back, by route. */
    Map<String, Long> received() {
        return received;
    }

    int total() {
        return requests.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A chat, {@code times} over; its status must be this. */
    void chat(int times, String json, int status) throws IOException {
        model(times, "/v1/chat/completions", json, status);
    }

    void model(int times, String path, String json, int status) throws IOException {
        String request = RawClient.post(path, json).replaceFirst("\r\n", "\r\nAuthorization: Bearer " + KEY + "\r\n");
        for (int i = 0; i < times; i++) {
            send(request, path, status);
            sent.merge(path, (long) json.length(), Long::sum);
        }
    }

    /** A chat without a key: its body is not taken. */
    void stranger(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            send(Chat.post(Chat.unary("m")), "/v1/chat/completions", 401);
        }
    }

    /** A request without a body, on a route with this template. */
    void plain(int times, String line, String route, int status) throws IOException {
        String head = line + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + KEY + "\r\n\r\n";
        for (int i = 0; i < times; i++) {
            send(head, route, status);
        }
    }

    private void send(String request, String route, int status) throws IOException {
        try (RawClient client = new RawClient(port)) {
            Answer answer = client.send(request).answer();
            assertThat(answer.status()).as(request).isEqualTo(status);
            requests.merge(route + " " + status, 1, Integer::sum);
            received.merge(route, (long) answer.body().length, Long::sum);
        }
    }
}
