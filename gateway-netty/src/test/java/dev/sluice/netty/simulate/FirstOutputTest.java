package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, or waits, between the head and the first output: it decides whether a gateway may still retry. */
class FirstOutputTest {

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

    private String response(String model) throws Exception {
        return client.post("/v1/responses", "{\"model\":\"" + model + "\",\"input\":\"a\",\"stream\":true}")
                .body();
    }

    @Test
    void failsAStreamedChatBehindItsRole() throws Exception {
        String body = client.post(CHAT, Client.chat("m+fault=created-error+status=429", STREAM))
                .body();

        assertThat(Client.events(body)).hasSize(2);
        assertThat(Client.chunks(body).get(0).at("/choices/0/delta/role").asText())
                .isEqualTo("assistant");
        assertThat(Client.chunks(body).get(1).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        await().until(() -> provider.stats().faulted() == 1);
        assertThat(provider.stats().faults(Fault.Kind.CREATED_ERROR)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "+fault-after=0, 0", "+fault-after=3, 3", "+fault-after=100, 4", "+fault-after=lead, 4"})
    void failsAResponseBeforeAnyOutputWhereverItIsPlaced(String place, int events) throws Exception {
        String body = response("m+fault=created-error+error-code=server_is_overloaded" + place);

        assertThat(body).doesNotContain("output_text.delta");
        assertThat(Client.chunks(body)).hasSize(events + 1);
        assertThat(Client.chunks(body).get(events).get("type").asText()).isEqualTo("error");
        assertThat(Client.chunks(body).get(events).get("code").asText()).isEqualTo("server_is_overloaded");
        assertThat(Client.chunks(body).get(events).get("sequence_number").asInt())
                .isEqualTo(events);
    }

    @Test
    void endsAResponseAsFailed() throws Exception {
        String body = response("m+fault=created-failed+status=429");

        assertThat(body).contains("event: response.failed\ndata: ");
        assertThat(Client.chunks(body)).hasSize(2);
        assertThat(Client.chunks(body).get(1).at("/response/status").asText()).isEqualTo("failed");
        assertThat(Client.chunks(body).get(1).at("/response/error/code").asText())
                .isEqualTo("rate_limit_exceeded");
        assertThat(Client.chunks(body).get(1).at("/response/id"))
                .isEqualTo(Client.chunks(body).get(0).at("/response/id"));
    }

    @Test
    void keepsTheConnectionBehindAnErrorEvent() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+fault=created-error", STREAM)).readUntil("\r\n0\r\n\r\n");
            assertThat(raw.send(CHAT, Client.chat("m", "")).readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"created-error", "created-failed", "error-event"})
    void answersAStatusToAUnaryRequest(String fault) throws Exception {
        assertThat(client.post(CHAT, Client.chat("m+fault=" + fault + "+status=529", ""))
                        .statusCode())
                .isEqualTo(529);
    }

    /** A prefix of the answer goes out, and then nothing: each place is told from the next one. */
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, 0, -1",
        "/v1/chat/completions, head, 0",
        "/v1/chat/completions, 1, 1",
        "/v1/chat/completions, lead, 1",
        "/v1/chat/completions, 2, 2",
        "/v1/completions, lead, 0",
        "/v1/completions, 1, 1",
        "/v1/responses, 1, 1",
        "/v1/responses, lead, 4",
        "/v1/responses, 5, 5"
    })
    void stallsBeforeTheHeadBehindItBehindTheLeadOrInsideTheOutput(String path, String after, int events)
            throws Exception {
        String script = "m+fault=stall+fault-hold=50ms+fault-after=" + after;
        String body = "{\"model\":\"" + script
                + "\",\"messages\":[{\"content\":\"a\"}],\"prompt\":\"a\",\"input\":\"a\"" + STREAM + "}";
        try (RawClient raw = new RawClient(provider)) {
            String response = raw.send(path, body).readToEnd();

            assertThat(response.isEmpty()).isEqualTo(events < 0);
            if (events >= 0) {
                assertThat(Client.events(RawClient.dechunked(response))).hasSize(events);
            }
        }
    }

    @Test
    void stallsBehindTheHeadOfAUnaryAnswer() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            assertThat(raw.send(CHAT, Client.chat("m+fault=stall+fault-hold=50ms+fault-after=head", ""))
                            .readToEnd())
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void resetsBehindTheHead() {
        assertThatThrownBy(() -> {
                    try (RawClient raw = new RawClient(provider)) {
                        raw.send(CHAT, Client.chat("m+fault=reset+fault-after=head", STREAM))
                                .readToEnd();
                    }
                })
                .isInstanceOf(SocketException.class);
        await().until(() -> provider.stats().status(200) == 1);
    }

    @Test
    void sendsTheHeadAndTheLeadBeforeTheFirstToken() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            String early = raw.send(
                            "/v1/responses", "{\"model\":\"m+delay=10m+head-delay=1ms\",\"input\":\"a\"" + STREAM + "}")
                    .readUntil("content_part.added");
            assertThat(early).contains("response.created").doesNotContain("delta");
        }
        await().until(() -> provider.stats().abandoned() == 1);
        assertThat(provider.stats().status(200)).isEqualTo(1);
    }

    @Test
    void sendsTheHeadOfAUnaryAnswerBeforeItsBody() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            assertThat(raw.send(CHAT, Client.chat("m+delay=10m+head-delay=0", ""))
                            .readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void startsTheAnswerWithTheLateHeadWhereTheFirstTokenIsEarlier() throws Exception {
        String body = client.post(CHAT, Client.chat("m+delay=1ms+head-delay=20ms", STREAM))
                .body();
        assertThat(Client.events(body)).hasSize(19);
        assertThat(List.of(body)).allSatisfy(whole -> assertThat(whole).endsWith("data: [DONE]\n\n"));
    }
}
