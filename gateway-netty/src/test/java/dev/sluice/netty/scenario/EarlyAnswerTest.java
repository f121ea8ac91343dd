package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;

/** A provider that answers and closes before it has read the request. */
final class EarlyAnswerTest {

    @RepeatedTest(10)
    void relaysAnAnswerThatCameBeforeTheRequestWasSentWhole() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.socket().getInputStream().read(new byte[1000]);
                    connection.send("HTTP/1.1 413 Content Too Large\r\ncontent-type: application/json\r\n"
                            + "content-length: 18\r\nconnection: close\r\n\r\n{\"error\":\"so big\"}");
                });
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            String text = "x".repeat(8 << 20);
            client.send(RawClient.post(
                    "/v1/chat/completions", "{\"model\":\"m\",\"user\":\"u\",\"text\":\"" + text + "\"}"));

            RawClient.Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).isEqualTo("{\"error\":\"so big\"}");
            assertThat(gateway.settled(1).get(0).result().status()).isEqualTo(413);
        }
    }
}
