package dev.sluice.netty.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Gemini's streams that are no events but an array that grows. */
final class GrowingArrayTest {

    private static final String ASK = RawClient.post("/v1beta/models/m:streamGenerateContent", Tongue.CONTENTS);
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String FIRST = "[{\"usageMetadata\":{\"promptTokenCount\":4,\"candidatesTokenCount\":1}}";
    private static final String LAST = ",\r\n{\"usageMetadata\":{\"promptTokenCount\":4,\"candidatesTokenCount\":2,"
            + "\"thoughtsTokenCount\":3}}]";
    private static final String TIMES =
            "resilience: { attempts: 1, timeouts: { first_byte: 60s, unary: 60s, stall: 60s } }\n";

    /** With time enough for everything but one thing. */
    private static TestGateway inFrontOf(ScriptedUpstream upstream, String shortOne) {
        String times = TIMES.replace(shortOne + ": 60s", shortOne + ": 300ms");
        return TestGateway.start(
                TestGateway.routing(upstream.port(), times).replace("dialect: openai", "dialect: gemini"));
    }

    @Test
    void isPassedOnAsItComesAndMayTakeLongerThanAWholeAnswer() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.send(HEAD + Said.chunk(FIRST));
                    connection.awaitProceed();
                    for (int i = 0; i < 4; i++) {
                        connection.awaitMillis(100);
                        connection.send(Said.chunk(" "));
                    }
                    connection.send(Said.chunk(LAST) + Said.LAST);
                    connection.awaitEnd();
                });
                TestGateway gateway = inFrontOf(upstream, "unary");
                RawClient client = new RawClient(gateway.port())) {
            client.send(ASK);
            String head = client.head();
            byte[] first = client.until(FIRST);
            // The client has the beginning, and only now the rest is sent.
            upstream.proceed();
            byte[] rest = client.until("0\r\n\r\n");

            assertThat(head).startsWith("HTTP/1.1 200").contains("content-type: application/json");
            assertThat(new String(first, UTF_8)).contains(FIRST);
            assertThat(new String(rest, UTF_8)).contains(LAST);
            ExchangeRecord record = gateway.settled(1).get(0);
            assertThat(record.result().failure()).isNull();
            assertThat(record.request().stream()).isTrue();
            assertThat(record.usage().input()).isEqualTo(4);
            assertThat(record.usage().output()).isEqualTo(5);
            assertThat(record.usage().reasoning()).isEqualTo(3);
        }
    }

    @Test
    void isCutWhereItStalls() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.send(HEAD + Said.chunk(FIRST));
                    connection.awaitEnd();
                });
                TestGateway gateway = inFrontOf(upstream, "stall");
                RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(ASK).answer();

            assertThat(answer.text()).isEqualTo(FIRST);
            assertThat(answer.complete()).isFalse();
            assertThat(gateway.settled(1).get(0).result().failure()).isEqualTo(Code.STALL_TIMEOUT);
        }
    }

    @Test
    void isWaitedForLikeAStreamBeforeItsFirstByte() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.awaitEnd();
                });
                TestGateway gateway = inFrontOf(upstream, "first_byte");
                RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(ASK).answer();

            assertThat(Tongue.GEMINI.code(answer.text())).isEqualTo("first_byte_timeout");
        }
    }
}
