package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Before the first output anything may be tried again, and the client sees nothing of it; after it, nothing may. */
final class CommitRuleTest {

    private static final String OVERLOADED = Said.errorEvent("server_error", "overloaded");

    /** What stalls is waited for in vain; what a provider says at once must have come by then. */
    private static final String STALLS = TwoProviders.hasty("stall");

    /** A whole answer may take so long, its beginning included, for which a busy machine has time enough then. */
    private static final String TAKES_LONG = TwoProviders.RESILIENCE.replace("unary: 60s", "unary: 6s");

    /** How a stream goes on, and wrong, behind its first output. */
    @FunctionalInterface
    private interface End {
        void come(ScriptedUpstream.Connection connection) throws IOException;
    }

    static Stream<Named<Script>> streams() {
        return Stream.of(
                stream("cut between two events", connection -> {}),
                stream("cut inside an event", connection -> connection.send(Said.chunk("data: {\"cho"))),
                stream("reset", ScriptedUpstream.Connection::reset),
                stream("stall", ScriptedUpstream.Connection::awaitEnd),
                stream("error event", connection -> connection.send(Said.chunk(OVERLOADED) + Said.LAST)),
                stream("error event, then cut", connection -> connection.send(Said.chunk(OVERLOADED))),
                stream("error event, then silence", connection -> {
                    connection.send(Said.chunk(OVERLOADED));
                    connection.awaitEnd();
                }),
                stream(
                        "refused key",
                        connection -> connection.send(
                                Said.chunk(Said.errorEvent("authentication_error", "invalid_api_key")) + Said.LAST)),
                stream("garbage instead of a chunk", connection -> {
                    connection.send("never a chunk\r\n");
                    connection.awaitEnd();
                }));
    }

    private static Named<Script> stream(String name, End end) {
        return Named.of(name, connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + Said.chunk(Said.ROLE) + Said.chunk(Said.output("hello")));
            end.come(connection);
        });
    }

    static Stream<Named<Script>> wholes() {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        return Stream.of(
                Named.of("cut", connection -> {
                    connection.readRequest();
                    connection.send(head + "content-length: 100\r\n\r\n{\"hello\":");
                }),
                Named.of("reset", connection -> {
                    connection.readRequest();
                    connection.send(head + "content-length: 100\r\n\r\n{\"hello\":");
                    connection.reset();
                }),
                Named.of("stall", connection -> {
                    connection.readRequest();
                    connection.send(head + "content-length: 100\r\n\r\n{\"hello\":");
                    connection.awaitEnd();
                }),
                Named.of("garbage instead of a chunk", connection -> {
                    connection.readRequest();
                    connection.send(head + "transfer-encoding: chunked\r\n\r\n" + Said.chunk("{\"hello\":") + "no\r\n");
                    connection.awaitEnd();
                }));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void neverTriesAStreamAgainWhoseOutputHasBegun(Script script) throws IOException {
        assertOneAttempt(script, STALLS, Chat.stream("m"));
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void neverTriesAWholeAnswerAgainThatHasBegun(Script script) throws IOException {
        assertOneAttempt(script, TAKES_LONG, Chat.unary("m"));
    }

    private static void assertOneAttempt(Script script, String resilience, String request) throws IOException {
        try (TwoProviders both = TwoProviders.start(script, resilience, "");
                RawClient client = new RawClient(both.gateway().port())) {
            // The connection ends with what broke off, but for an error that the provider itself ended well: what
            // comes next ends it then. Both come together, for the connection may be gone soon.
            client.send(Chat.post(request) + "GET /nothing HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String all = new String(client.rest(), StandardCharsets.UTF_8);

            assertThat(all).startsWith("HTTP/1.1 200 ").contains("hello").doesNotContain("from b");
            assertThat(all.split("HTTP/1.1 200 ", -1)).as("heads").hasSize(2);
            assertThat(both.gateway().settled(1).get(0).result().success()).isFalse();
            assertThat(both.a().requests()).hasSize(1);
            assertThat(both.b().requests()).isEmpty();
            assertThat(both.gateway().records().retries()).isEmpty();
            assertThat(both.gateway().records().failovers()).isEmpty();
            assertThat(both.target("m").vitals().inFlight()).hasValue(0);
        }
    }

    @Test
    void doesNotBlameAnAttemptForTheOneBefore() throws IOException {
        String refusedKey = Said.status(401, "", Said.error("invalid_request_error", "invalid_api_key"));
        try (TwoProviders both = TwoProviders.start(connection -> {
            connection.readRequest();
            if (connection.lastHead().contains("sk-a1")) {
                connection.send(refusedKey);
            } else {
                connection.send(Said.STREAM + Said.chunk(Said.output("hello")) + Said.chunk(OVERLOADED) + Said.LAST);
            }
        })) {
            assertThat(both.ask(Chat.stream("m")).text()).contains("hello", "overloaded");
            both.gateway().settled(1);

            assertThat(both.key("a", "a1").state()).hasToString("INVALID");
            assertThat(both.key("a", "a2").state()).hasToString("ACTIVE");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_request_error/bad",
                "content_filter/content_filter",
            })
    void blamesNobodyForAStreamThatTheClientsOwnFaultEnds(String error) throws IOException {
        String[] named = error.split("/", -1);
        String spoilt = Said.STREAM
                + Said.chunk(Said.output("hello"))
                + Said.chunk(Said.errorEvent(named[0], named[1]))
                + Said.LAST;
        try (TwoProviders both = TwoProviders.start(
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(spoilt);
                    }
                },
                "breaker: { failures: 2 }",
                "")) {
            for (int i = 0; i < 6; i++) {
                assertThat(both.ask(Chat.stream("m")).text()).contains("hello");
            }
            both.gateway().settled(6);
            assertThat(both.a().requests()).hasSize(6);
            assertThat(both.gateway().records().breakers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"No.\"}\n\n",
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"resp_of_a\","
                        + "\"error\":{\"code\":\"server_error\",\"message\":\"No.\"}}}\n\n"
            })
    void showsNothingOfAResponseThatFailedBeforeItsFirstOutput(String error) throws IOException {
        String created = "event: response.created\ndata: {\"type\":\"response.created\","
                + "\"response\":{\"id\":\"resp_of_a\",\"status\":\"in_progress\"}}\n\n";
        String delta = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                + "\"delta\":\"of b\"}\n\n";
        ScriptedUpstream a =
                ScriptedUpstream.answering(Said.STREAM + Said.chunk(created) + Said.chunk(error) + Said.LAST);
        ScriptedUpstream b = ScriptedUpstream.answering(
                Said.STREAM + Said.chunk(created.replace("_of_a", "_of_b")) + Said.chunk(delta) + Said.LAST);
        try (TwoProviders both = TwoProviders.start(a, b, TwoProviders.RESILIENCE, "");
                RawClient client = new RawClient(both.gateway().port())) {
            Answer answer = client.send(
                            RawClient.post("/v1/responses", "{\"model\":\"m\",\"stream\":true,\"input\":\"hi\"}"))
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(created.replace("_of_a", "_of_b") + delta);
            assertThat(answer.header("x-sluice-provider")).isEqualTo("b");
            both.gateway().settled(1);
            assertThat(both.gateway().records().failovers())
                    .containsExactly(FailoverResult.INVOKED, FailoverResult.SUCCESS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"too late\"}}]}\n\n"})
    void showsNothingOfAStreamThatFailedBeforeItsFirstOutput(String behind) throws IOException {
        // What comes in one read behind the error does not make it undone.
        String failing = Said.STREAM + Said.chunk(": ping\n\n" + Said.ROLE + OVERLOADED + behind) + Said.LAST;
        try (TwoProviders both = TwoProviders.start(connection -> {
            while (connection.readRequest()) {
                connection.send(failing);
            }
        })) {
            Answer answer = both.ask(Chat.stream("m"));

            assertThat(answer.text()).contains("from b").doesNotContain("ping", "first", "overloaded", "too late");
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("3");
            assertThat(both.a().requests()).hasSize(2);
        }
    }
}
