package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = ",\"stream\":true";

    private SimulatedProvider provider;
    private Client client;

    @BeforeEach
    void start() {
        provider = SimulatedProvider.start(Options.loopback());
        client = new Client(provider);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private String raw(String model, String more) throws IOException {
        try (RawClient raw = new RawClient(provider)) {
            return raw.send(CHAT, Client.chat(model, more)).readToEnd();
        }
    }

    private String whole() throws Exception {
        return client.post(CHAT, Client.chat("m", STREAM)).body();
    }

    private void assertCounted(Fault.Kind kind) {
        await().untilAsserted(() -> {
            assertThat(provider.stats().faults(kind)).isEqualTo(1);
            assertThat(provider.stats().faulted()).isEqualTo(1);
        });
    }

    @Test
    void answersAStatusWithRetryAfter() throws Exception {
        HttpResponse<String> answer =
                client.post(CHAT, Client.chat("m", ""), "x-sim-status", "429", "x-sim-retry-after", "2");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(Client.JSON.readTree(answer.body()).at("/error/code").asText())
                .isEqualTo("rate_limit_exceeded");
        assertCounted(Fault.Kind.STATUS);
    }

    @Test
    void closesBeforeTheHead() throws Exception {
        assertThat(raw("m+fault=close", "")).isEmpty();
        assertCounted(Fault.Kind.CLOSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 17, 18, 1000})
    void cutsAStreamAtAnEventsEnd(int after) throws Exception {
        String whole = whole();
        String body = RawClient.dechunked(raw("m+fault=cut+fault-after=" + after, STREAM));

        // 19 events: the role, 16 words, the finish, [DONE]; the last never comes.
        int events = Math.min(after, 18);
        assertThat(whole).startsWith(body);
        assertThat(body.isEmpty() ? 0 : body.split("\n\n").length).isEqualTo(events);
        assertThat(body.isEmpty() || body.endsWith("\n\n")).isTrue();
        assertCounted(Fault.Kind.CUT);
    }

    @Test
    void cutsAStreamInsideAnEvent() throws Exception {
        String response = raw("m+fault=cut+fault-after=2+fault-bytes=9", STREAM);
        String body = RawClient.dechunked(response);

        assertThat(whole()).startsWith(body);
        assertThat(body.substring(body.lastIndexOf("\n\n") + 2)).hasSize(9);
        assertThat(response).doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void cutsAUnaryBody() throws Exception {
        String whole = client.post(CHAT, Client.chat("m", "")).body();
        String response = raw("m+fault=cut", "");

        String body = RawClient.utf8(response.substring(response.indexOf("\r\n\r\n") + 4));
        assertThat(whole).startsWith(body).isNotEqualTo(body);
        assertThat(body).isNotEmpty();
        assertThat(response).contains("content-length: " + whole.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void stallsBeforeTheHeadForAsLongAsItIsToldTo() throws Exception {
        assertThat(raw("m+fault=stall+fault-after=0+fault-hold=50ms", STREAM)).isEmpty();
        assertCounted(Fault.Kind.STALL);
    }

    @Test
    void stallsInsideAStreamUntilTheClientLeaves() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+fault=stall+fault-after=1", STREAM)).readUntil("\n\n");
            await().until(() -> provider.stats().faults(Fault.Kind.STALL) == 1);
            assertThat(provider.stats().inFlight()).isEqualTo(1);
        }
        await().until(() -> provider.stats().abandoned() == 1);
        assertThat(provider.stats().inFlight()).isZero();
    }

    @Test
    void writesWhatIsNotHttp() throws Exception {
        assertThat(raw("m+fault=garbage", STREAM)).contains("not HTTP").doesNotContain("HTTP/1.1");
        assertCounted(Fault.Kind.GARBAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", STREAM})
    void writesABadChunkSize(String more) throws Exception {
        String response = raw("m+fault=garbage-chunk", more);

        assertThat(response).contains("transfer-encoding: chunked").endsWith("zz;\r\nnot a chunk\r\n");
        assertThatThrownBy(() -> RawClient.dechunked(response)).isInstanceOf(NumberFormatException.class);
        assertCounted(Fault.Kind.GARBAGE_CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void resetsTheConnection(int after) {
        assertThatThrownBy(() -> raw("m+fault=reset+fault-after=" + after, STREAM))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertCounted(Fault.Kind.RESET);
    }

    @Test
    void endsAStreamWithAnErrorEvent() throws Exception {
        String body = client.post(CHAT, Client.chat("m+fault=error-event+fault-after=2", STREAM))
                .body();

        assertThat(Client.events(body)).hasSize(3);
        assertThat(Client.chunks(body).get(2).at("/error/type").asText()).isEqualTo("server_error");
        assertCounted(Fault.Kind.ERROR_EVENT);
    }

    @Test
    void namesTheErrorEventOfAResponse() throws Exception {
        String body = client.post(
                        "/v1/responses", "{\"model\":\"m+fault=error-event\",\"input\":\"a\",\"stream\":true}")
                .body();

        assertThat(body).contains("event: error\ndata: {\"type\":\"error\"");
        assertThat(Client.chunks(body).get(3).get("sequence_number").asInt()).isEqualTo(3);
    }

    @Test
    void answers500ForAnErrorEventThatHasNoStream() throws Exception {
        assertThat(client.post(CHAT, Client.chat("m+fault=error-event", "")).statusCode())
                .isEqualTo(500);
        assertCounted(Fault.Kind.ERROR_EVENT);
    }

    @Test
    void promisesMoreThanItSends() throws Exception {
        String whole = client.post(CHAT, Client.chat("m", "")).body();
        String unary = RawClient.utf8(raw("m+fault=truncate+fault-bytes=3", ""));
        String stream = raw("m+fault=truncate", STREAM);

        assertThat(unary)
                .endsWith(whole)
                .contains("content-length: " + (whole.getBytes(StandardCharsets.UTF_8).length + 3));
        assertThat(stream).contains("data: [DONE]\n\n").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void failsOnlyEverySoManyRequests() throws Exception {
        StringBuilder statuses = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            statuses.append(client.post(CHAT, Client.chat("m+status=503+fail-every=3", ""))
                            .statusCode())
                    .append(' ');
        }
        assertThat(statuses).hasToString("200 200 503 200 200 503 200 ");
    }

    @Test
    void letsARequestOverrideTheDefaultFault() throws Exception {
        try (SimulatedProvider broken =
                SimulatedProvider.start(Options.loopback().withScript(Script.DEFAULT.with("fault=cut+tokens=4")))) {
            Client asking = new Client(broken);
            assertThat(asking.post(CHAT, Client.chat("m", ""), "x-sim-status", "418")
                            .statusCode())
                    .isEqualTo(418);
            assertThat(asking.json(CHAT, Client.chat("m+fault=none", ""))
                            .at("/usage/completion_tokens")
                            .asInt())
                    .isEqualTo(4);
        }
    }
}
