package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.provider.KeyState;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.RecordedStream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code x-request-deadline-ms}: the time that a client gives its request, whatever the configuration allows. */
@Execution(ExecutionMode.CONCURRENT)
final class RequestDeadlineTest {

    private static final String BUSY = "HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy";
    private static final String RETRYING =
            "resilience: { attempts: 3, backoff: { initial: 1ms, factor: 1, max: 1ms, jitter: 0 } }\n";
    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" + "transfer-encoding: chunked\r\n\r\n";

    private static String within(String millis, String request) {
        return request.replaceFirst("\r\n", "\r\nX-Request-Deadline-Ms: " + millis + "\r\n");
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.getBytes(java.nio.charset.StandardCharsets.UTF_8).length) + "\r\n" + data
                + "\r\n";
    }

    private static void requireTold(OneGroup group) {
        ExchangeRecord record = group.gateway().settled(1).get(0);
        assertThat(record.result().failure()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(group.key("k")).isEqualTo(KeyState.ACTIVE);
        assertThat(group.provider().keys().find("k").failures()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions,unary", "/v1/chat/completions,stream", "/proxy/g/v1/files,unary"})
    void answers504WhenNoAnswerComesInTime(String path, String kind) throws IOException {
        try (OneGroup group = OneGroup.with("", RETRYING, connection -> {
            connection.readRequest();
            connection.awaitEnd();
        })) {
            String body = kind.equals("stream") ? Chat.stream("m") : Chat.unary("m");
            ErrorShape.require(group.send(within("2000", RawClient.post(path, body))), 504, "deadline_exceeded");

            requireTold(group);
            // The provider may come to read what it was sent only when nobody waits for it any longer.
            TestGateway.await(() -> !group.upstream().requests().isEmpty());
            assertThat(group.seen().head()).doesNotContainIgnoringCase("deadline");
            assertThat(group.gateway().records().attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo(Code.DEADLINE_EXCEEDED));
        }
    }

    @Test
    void answers504WhenItIsOverInTheMiddleOfRetries() throws IOException {
        try (OneGroup group = OneGroup.with("", RETRYING, connection -> {
            connection.readRequest();
            if (connection.number() < 3) {
                connection.send(BUSY.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
            } else {
                connection.awaitEnd();
            }
        })) {
            Answer answer = group.send(within("8000", Chat.post(Chat.unary("m"))));

            ErrorShape.require(answer, 504, "deadline_exceeded");
            ExchangeRecord record = group.gateway().settled(1).get(0);
            assertThat(record.route().attempts()).isEqualTo(3);
            assertThat(record.result().failure()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void waitsForNoRetryThatWouldComeTooLate() throws IOException {
        String patient = RETRYING.replace("initial: 1ms", "initial: 60s").replace("max: 1ms", "max: 60s");
        try (OneGroup group = OneGroup.with("", patient, OneGroup.always(BUSY))) {
            Answer answer = group.send(within("20000", Chat.post(Chat.unary("m"))));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("busy");
            assertThat(group.upstream().requests()).hasSize(1);
        }
    }

    @Test
    void endsAStreamBetweenTwoEventsWithAnError() throws IOException {
        RecordedStream stream = RecordedStream.eventByEvent();
        String first = stream.body().substring(0, stream.body().indexOf(", Welt"));
        String whole = first.substring(0, first.lastIndexOf("data: "));
        try (OneGroup group = OneGroup.with("", "", connection -> {
                    connection.readRequest();
                    connection.send(EVENTS + chunk(whole));
                    connection.awaitEnd();
                });
                RawClient client = group.client()) {
            Answer answer =
                    client.send(within("6000", Chat.post(Chat.stream("m")))).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).startsWith(whole).doesNotContain("[DONE]");
            assertThat(Stage.errorCode(answer.text().substring(whole.length()).replace("data: ", "")))
                    .isEqualTo("deadline_exceeded");
            assertThat(answer.complete()).isTrue();
            assertThat(client.ended()).isTrue();
            requireTold(group);
        }
    }

    @Test
    void answers504WhereAStreamHasHadNoOutput() throws IOException {
        String role = RecordedStream.eventByEvent().body();
        String events = role.substring(0, role.indexOf("\n\n") + 2);
        try (OneGroup group = OneGroup.with("", "", connection -> {
            connection.readRequest();
            connection.send(EVENTS + chunk(events));
            connection.awaitEnd();
        })) {
            Answer answer = group.send(within("600", Chat.post(Chat.stream("m"))));

            ErrorShape.require(answer, 504, "deadline_exceeded");
            requireTold(group);
        }
    }

    @Test
    void breaksOffAWholeAnswerThatIsTooSlow() throws IOException {
        try (OneGroup group = OneGroup.with("", "", connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":");
            connection.awaitEnd();
        })) {
            Answer answer = group.send(within("6000", Chat.post(Chat.unary("m"))));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.text()).isEqualTo("{\"a\":");
            requireTold(group);
        }
    }

    @Test
    void asksNobodyWhenItIsOverBeforeTheBodyHasArrived() throws IOException {
        String request = within("50", Chat.post(Chat.unary("m")));
        try (OneGroup group = OneGroup.with("", "");
                RawClient client = group.client()) {
            client.send(RawClient.get("/healthz") + request.substring(0, request.length() - 5));
            assertThat(client.answer().status()).isEqualTo(200);
            // Who has the answer to what goes before may come before the head behind it is read.
            TestGateway.await(() -> group.gateway().records().started() == 2);
            long read = System.nanoTime();
            await().until(() -> System.nanoTime() - read > TimeUnit.MILLISECONDS.toNanos(60));
            client.send(request.substring(request.length() - 5));

            ErrorShape.require(client.answer(), 504, "deadline_exceeded");
            assertThat(group.upstream().connections()).isZero();
            assertThat(client.send(Chat.post(Chat.unary("m"))).answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void changesNothingWhereTheAnswerIsInTime() throws IOException {
        try (OneGroup group = OneGroup.with("", "");
                RawClient client = group.client()) {
            for (String millis : List.of("20000", "86400000", "020000")) {
                assertThat(client.send(within(millis, Chat.post(Chat.unary("m"))))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void leavesTheTimesOfTheConfigurationWhereTheyAreShorter() throws IOException {
        String times = "resilience: { attempts: 1, timeouts: { unary: 100ms, total: 10s } }\n";
        try (OneGroup group = OneGroup.with("", times, connection -> {
            connection.readRequest();
            connection.awaitEnd();
        })) {
            Answer answer = group.send(within("60000", Chat.post(Chat.unary("m"))));

            ErrorShape.require(answer, 504, "unary_timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "00",
                "-1",
                "+5",
                "1.5",
                "1e3",
                "5s",
                "0x10",
                "1 000",
                "86400001",
                "99999999999999999999",
                "a"
            })
    void refusesWhatIsNoTime(String millis) throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            for (String path : List.of("/v1/chat/completions", "/proxy/g/v1/files")) {
                Answer answer = group.send(within(millis, RawClient.post(path, Chat.unary("m"))));

                String message = ErrorShape.require(answer, 400, "invalid_request");
                assertThat(message).contains("x-request-deadline-ms");
            }
            assertThat(group.upstream().connections()).isZero();
        }
    }
}
