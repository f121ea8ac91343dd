package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.RecordedStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that do not speak HTTP, or not well. */
final class GarbageUpstreamTest {

    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\0\0\0\1garbage\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 abc Strange\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
                "HTTP/1.1 200 OK\r\nname : value\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
            })
    void answersForAnUpstreamThatDoesNotSpeakHttp(String garbage) throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(garbage);
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.complete()).isTrue();
            assertThat(Stage.errorCode(answer.text())).isEqualTo("upstream_malformed");
            assertThat(stage.upstream().requests()).hasSize(1);
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.UPSTREAM_MALFORMED);
        }
    }

    @Test
    void answersForAnUpstreamThatSendsAHeadWithoutEnd() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\n" + "x-a: b\r\n".repeat(20_000));
            connection.awaitClose();
        })) {
            assertThat(Stage.errorCode(stage.chat(Stage.UNARY).text())).isEqualTo("upstream_malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void endsAStreamBetweenEventsWithAnErrorWhereAChunkSizeIsGarbage(String request) throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(HELLO) + "!!\r\n");
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(request);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).startsWith(HELLO + "data: {\"error\"").doesNotContain("[DONE]");
            assertThat(Stage.errorCode(answer.text().substring(HELLO.length() + 6)))
                    .isEqualTo("upstream_malformed");
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.UPSTREAM_MALFORMED);
        }
    }

    @Test
    void abortsAStreamInsideOfAnEventWhereAChunkIsGarbage() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(HELLO) + "5\r\ndata:garbage");
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.STREAM_WITH_USAGE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.text()).isEqualTo(HELLO + "data:");
        }
    }

    @Test
    void answersForAnUpstreamWhoseFirstChunkSizeIsGarbage() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + "zz\r\n" + HELLO);
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.STREAM);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("upstream_malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
                "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            })
    void doesNotUseAConnectionAgainThatSentMoreThanAnAnswerOrSaysClose(String response) throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    while (connection.readRequest()) {
                        connection.send(response);
                    }
                });
                RawClient client = stage.client()) {
            for (int i = 1; i <= 3; i++) {
                Answer answer =
                        client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("{}");
                assertThat(stage.upstream().connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void doesNotTakeBytesThatComeUnaskedForAnAnswer() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                    connection.awaitProceed();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
                    connection.awaitClose();
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();
            // The client has the answer before the connection is idle.
            stage.awaitUpstreamLevel(ConnectionState.IDLE, 1);
            stage.upstream().proceed();
            stage.awaitUpstreamLevel(ConnectionState.IDLE, 0);

            assertThat(client.send(RawClient.post(Stage.CHAT, Stage.UNARY))
                            .answer()
                            .text())
                    .isEqualTo("{}");
            assertThat(stage.upstream().connections()).isEqualTo(2);
        }
    }

    @Test
    void skipsInterimAnswers() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    while (connection.readRequest()) {
                        connection.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
                        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                    }
                });
                RawClient client = stage.client()) {
            for (int i = 0; i < 2; i++) {
                Answer answer =
                        client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("link")).isNull();
                assertThat(answer.text()).isEqualTo("{}");
            }
            assertThat(stage.upstream().connections()).isOne();
        }
    }

    @Test
    void neverMakesUpTheEndOfAStream() throws IOException {
        String body = RecordedStream.eventByEvent().body().replace(RecordedStream.DONE, "");
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(body) + "0\r\n\r\n");
        })) {
            Answer answer = stage.chat(Stage.STREAM);

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).isEqualTo(body.replace(RecordedStream.USAGE, ""));
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.getBytes(java.nio.charset.StandardCharsets.UTF_8).length) + "\r\n" + data
                + "\r\n";
    }
}
