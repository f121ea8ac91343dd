package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Connections that an upstream closes while they wait in the pool. */
final class StaleConnectionTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    private static final String BIG =
            "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(300_000) + "\"}]}";

    @Test
    void replaysARequestOnceOnAFreshConnection() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    // The first connection takes the second request and closes without a word.
                    connection.readRequest();
                    if (connection.number() > 1) {
                        connection.send(OK);
                    }
                });
                RawClient client = stage.client()) {
            assertThat(client.send(RawClient.post(Stage.CHAT, BIG)).answer().status())
                    .isEqualTo(200);

            Answer second = client.send(RawClient.post(Stage.CHAT, BIG)).answer();

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.text()).isEqualTo("{}");
            assertThat(second.header("x-sluice-attempts")).isEqualTo("1");
            assertThat(stage.upstream().connections()).isEqualTo(2);
            assertThat(stage.upstream().requests()).hasSize(3);
            assertThat(stage.upstream().requests())
                    .extracting(ScriptedUpstream.Request::text)
                    .containsOnly(BIG.replace("alias", "m"));
            assertThat(stage.gateway().settled(2)).allSatisfy(record -> {
                assertThat(record.route().attempts()).isOne();
                assertThat(record.result().success()).isTrue();
            });
            assertThat(stage.gateway().records().attempts()).hasSize(2);
        }
    }

    @Test
    void replaysARequestWhoseConnectionIsReset() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    if (connection.number() == 1) {
                        connection.readRequest();
                        connection.reset();
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

            assertThat(client.send(RawClient.post(Stage.CHAT, Stage.UNARY))
                            .answer()
                            .status())
                    .isEqualTo(200);
            assertThat(stage.upstream().requests()).hasSize(3);
        }
    }

    @Test
    void opensAnotherConnectionWhereThePooledOneClosedInTime() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                });
                RawClient client = stage.client()) {
            for (int i = 0; i < 200; i++) {
                // At each time the connection before may be closed, closing, or half-way noticed.
                assertThat(client.send(RawClient.post(Stage.CHAT, Stage.UNARY))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(stage.gateway().settled(200))
                    .allSatisfy(record -> assertThat(record.result().success()).isTrue());
        }
    }

    @Test
    void doesNotReplayOnAConnectionThatWasFresh() throws IOException {
        try (Stage stage = Stage.with(ScriptedUpstream.Connection::readRequest)) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("upstream_closed");
            assertThat(stage.upstream().requests()).hasSize(1);
            assertThat(stage.gateway().records().attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo(Code.UPSTREAM_CLOSED));
        }
    }

    @Test
    void replaysOnlyOnce() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    if (connection.number() == 1) {
                        connection.send(OK);
                        connection.readRequest();
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

            Answer second = client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

            assertThat(second.status()).isEqualTo(502);
            assertThat(stage.upstream().connections()).isEqualTo(2);
            assertThat(stage.upstream().requests()).hasSize(3);
            assertThat(stage.gateway().settled(2).get(1).route().attempts()).isOne();
        }
    }

    @Test
    void doesNotReplayWhenAByteOfAnAnswerHasArrived() throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(OK);
                    connection.readRequest();
                    connection.send("H");
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

            Answer second = client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

            assertThat(second.status()).isEqualTo(502);
            assertThat(Stage.errorCode(second.text())).isEqualTo("upstream_cut");
            assertThat(stage.upstream().requests()).hasSize(2);
        }
    }
}
