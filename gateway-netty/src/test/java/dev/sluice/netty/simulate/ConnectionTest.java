package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = ",\"stream\":true";

    private SimulatedProvider provider;

    @BeforeEach
    void start() {
        provider = SimulatedProvider.start(Options.loopback().withThreads(2));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("first+interval=5ms+tokens=5", STREAM));
            raw.send(CHAT, Client.chat("second", ""));
            raw.send(CHAT, Client.chat("third", ""), "Connection: close");
            String all = raw.readToEnd();

            assertThat(all.indexOf("data: [DONE]")).isPositive().isLessThan(all.indexOf("\"second\""));
            assertThat(all.indexOf("\"second\"")).isPositive().isLessThan(all.indexOf("\"third\""));
        }
        await().untilAsserted(() -> {
            assertThat(provider.stats().answered()).isEqualTo(3);
            assertThat(provider.stats().connectionsAccepted()).isEqualTo(1);
            assertThat(provider.stats().connectionsOpen()).isZero();
            assertThat(provider.stats().completionTokens()).isEqualTo(5 + 16 + 16);
            assertThat(provider.stats().promptTokens()).isEqualTo(15);
        });
    }

    @Test
    void closesTheConnectionBehindAnAnswerToHttp10() throws Exception {
        String body = Client.chat("m", STREAM);
        try (RawClient raw = new RawClient(provider)) {
            String answer = raw.write(
                            "POST " + CHAT + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .readToEnd();
            assertThat(answer).doesNotContain("chunked").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void noticesAClientThatLeaves() throws Exception {
        List<Abandonment> abandoned = new CopyOnWriteArrayList<>();
        provider.onAbandoned(abandoned::add);
        long left;
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+interval=10m", STREAM)).readUntil("\"content\":\"\"");
            left = System.nanoTime();
        }

        await().until(() -> abandoned.size() == 1);
        // The role and the first word; the second is ten minutes away.
        assertThat(abandoned.get(0).pieces()).isEqualTo(2);
        assertThat(abandoned.get(0).target()).isEqualTo(CHAT);
        assertThat(abandoned.get(0).nanoTime()).isGreaterThanOrEqualTo(left);
        Stats stats = provider.stats();
        assertThat(stats.abandoned()).isEqualTo(1);
        assertThat(stats.answered()).isZero();
        assertThat(stats.lastAbandonedEpochMillis()).isPositive();
    }

    @Test
    void holdsBackWhileTheClientDoesNotRead() throws Exception {
        List<Abandonment> abandoned = new CopyOnWriteArrayList<>();
        provider.onAbandoned(abandoned::add);
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+tokens=60000+token-bytes=1000", STREAM))
                    .readUntil("\n\n");
            // Another request on the same loops is answered meanwhile.
            assertThat(new Client(provider).post(CHAT, Client.chat("m", "")).statusCode())
                    .isEqualTo(200);
        }

        await().until(() -> abandoned.size() == 1);
        // 60 MB were asked for; sockets hold a few of them.
        assertThat(abandoned.get(0).pieces()).isLessThan(30_000);
    }

    @Test
    void showsTheLastRequestAsItCame() throws Exception {
        Client client = new Client(provider);
        List<Received> received = new CopyOnWriteArrayList<>();
        provider.onRequest(received::add);
        String body = Client.chat("m", "");
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT + "?a=b", body, "X-Odd: One", "x-odd: two", "Connection: close")
                    .readToEnd();
        }

        JsonNode last = Client.JSON.readTree(client.get("/_sim/last").body());
        assertThat(last.get("target").asText()).isEqualTo(CHAT + "?a=b");
        assertThat(last.get("headers").toString()).contains("[\"X-Odd\",\"One\"],[\"x-odd\",\"two\"]");
        assertThat(last.get("body_bytes").asInt()).isEqualTo(body.length());
        assertThat(last.get("body_sha256").asText()).hasSize(64);
        assertThat(provider.last().orElseThrow().header("x-ODD")).contains("One");
        assertThat(received).hasSize(1);
        assertThat(received.get(0).body()).asString().isEqualTo(body);
    }

    @Test
    void showsTheFramingOfAChunkedRequestAsItCame() throws Exception {
        String body = Client.chat("m", "");
        try (RawClient raw = new RawClient(provider)) {
            String answer = raw.write("POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                            + "Connection: close\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                            + "\r\n0\r\n\r\n")
                    .readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 200 ");
        }

        Received last = provider.last().orElseThrow();
        assertThat(last.header("transfer-encoding")).contains("chunked");
        assertThat(last.header("content-length")).isEmpty();
        assertThat(last.body()).asString().isEqualTo(body);
    }

    @Test
    void countsEachRequestOnce() throws Exception {
        Client client = new Client(provider);
        client.post(CHAT, Client.chat("m", ""));
        client.post(CHAT, "nonsense");
        client.post(CHAT, Client.chat("m+status=500", ""));

        await().untilAsserted(() -> {
            JsonNode stats = Client.JSON.readTree(client.get("/_sim/stats").body());
            assertThat(stats.get("requests").asInt()).isEqualTo(3);
            assertThat(stats.get("answered").asInt()).isEqualTo(1);
            assertThat(stats.get("refused").asInt()).isEqualTo(1);
            assertThat(stats.get("faulted").asInt()).isEqualTo(1);
            assertThat(stats.get("in_flight").asInt()).isZero();
            assertThat(stats.at("/faults/status").asInt()).isEqualTo(1);
            assertThat(stats.at("/tokens/completion").asInt()).isEqualTo(16);
        });
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            assertThat(raw.write("nonsense\r\n\r\n").readToEnd()).startsWith("HTTP/1.1 400 ");
        }
    }
}
