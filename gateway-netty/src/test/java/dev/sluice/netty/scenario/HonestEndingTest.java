package dev.sluice.netty.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.RecordedStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recorded stream, broken off after each of its bytes. */
final class HonestEndingTest {

    /**
     * What a client must see.
     *
     * @param body what stands before an error event
     * @param error the code of the error event, or of the error body; null without one
     * @param complete whether the answer ends by its framing
     */
    private record Expected(
            int status, String body, @Nullable String error, boolean complete) {

        static Expected after(int cut, RecordedStream stream, boolean hidesUsage) {
            if (!stream.outputAfter(cut)) {
                return new Expected(502, "", cut == 0 ? "upstream_closed" : "upstream_cut", true);
            }
            List<String> events = stream.eventsAfter(cut);
            String arrived = new String(stream.bodyAfter(cut), UTF_8);
            String seen = hidesUsage ? String.join("", events).replace(RecordedStream.USAGE, "") : arrived;
            if (events.contains(RecordedStream.DONE)) {
                return new Expected(200, seen, null, true);
            }
            // Where the usage is hidden an unfinished event waits, and so the client always stands between two.
            return hidesUsage || stream.boundaryAfter(cut)
                    ? new Expected(200, seen, "upstream_cut", true)
                    : new Expected(200, seen, null, false);
        }

        static Expected of(Answer answer) throws IOException {
            if (answer.status() != 200) {
                assertThat(answer.header("content-type")).isEqualTo("application/json");
                return new Expected(answer.status(), "", Stage.errorCode(answer.text()), answer.complete());
            }
            assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
            String text = answer.text();
            int error = text.indexOf("data: {\"error\"");
            if (error < 0) {
                return new Expected(200, text, null, answer.complete());
            }
            assertThat(text).endsWith("}\n\n");
            String code = Stage.errorCode(text.substring(error + 6));
            return new Expected(200, text.substring(0, error), code, answer.complete());
        }
    }

    @Test
    void endsHonestlyWhereverTheUpstreamCloses() throws IOException {
        cutEverywhere(RecordedStream.eventByEvent(), Stage.STREAM_WITH_USAGE, 1);
    }

    @Test
    void endsHonestlyWhereverTheUpstreamClosesAStreamWithHiddenUsage() throws IOException {
        cutEverywhere(RecordedStream.eventByEvent(), Stage.STREAM, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {37, 10_000})
    void endsHonestlyWhateverTheChunksAre(int chunkSize) throws IOException {
        RecordedStream stream = RecordedStream.inChunksOf(chunkSize);
        cutEverywhere(stream, Stage.STREAM_WITH_USAGE, 3);
        cutEverywhere(stream, Stage.STREAM, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void endsHonestlyWhereverTheUpstreamResets(String request) throws IOException {
        RecordedStream stream = RecordedStream.eventByEvent();
        AtomicReference<byte[]> sent = new AtomicReference<>();
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(sent.get());
            connection.reset();
        })) {
            for (int cut = 0; cut < stream.wire().length; cut += 7) {
                sent.set(stream.wire(cut));
                Expected seen = Expected.of(stage.chat(request));
                // A reset may overtake what was sent before it.
                assertThat(possible(cut, stream, request))
                        .as("reset after %d bytes", cut)
                        .contains(seen);
            }
        }
    }

    private static List<Expected> possible(int cut, RecordedStream stream, String request) {
        return java.util.stream.IntStream.rangeClosed(0, cut)
                .mapToObj(at -> Expected.after(at, stream, request.equals(Stage.STREAM)))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void endsHonestlyTowardsAnOldClient(String request) throws IOException {
        RecordedStream stream = RecordedStream.eventByEvent();
        AtomicReference<byte[]> sent = new AtomicReference<>();
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(sent.get());
        })) {
            for (int cut = 0; cut <= stream.wire().length; cut += 5) {
                sent.set(stream.wire(cut));
                Expected expected = Expected.after(cut, stream, request.equals(Stage.STREAM));
                try (RawClient client = stage.client()) {
                    client.send(RawClient.post(Stage.CHAT, request).replace("HTTP/1.1", "HTTP/1.0"));
                    Answer answer = client.answer();
                    assertThat(answer.header("transfer-encoding")).isNull();
                    Expected seen = Expected.of(answer);
                    assertThat(client.wasReset())
                            .as("reset after %d bytes", cut)
                            .isEqualTo(!expected.complete);
                    if (expected.complete) {
                        assertThat(seen).as("cut after %d bytes", cut).isEqualTo(expected);
                    } else {
                        assertThat(expected.body).startsWith(seen.body);
                        assertThat(seen.error).isNull();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void endsAUnaryAnswerOfKnownLengthHonestly(String version) throws IOException {
        String body = "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
        String head =
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n";
        cutUnary(version, head, body, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void endsAChunkedUnaryAnswerHonestly(String version) throws IOException {
        String body = "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}";
        String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n";
        cutUnary(version, head, body, "\r\n0\r\n\r\n");
    }

    @Test
    void treatsAResetAsACutAlsoWhereTheBodyLastsUntilTheConnectionEnds() throws Exception {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"half\":");
                    connection.awaitProceed();
                    connection.reset();
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY));
            String head = client.head();
            // The client has the head, so the gateway has the first part: now the reset cannot overtake it.
            stage.upstream().proceed();
            byte[] rest = client.rest();

            assertThat(head).contains("transfer-encoding: chunked");
            assertThat(new String(rest, UTF_8)).isEqualTo("8\r\n{\"half\":\r\n");
            assertThat(stage.gateway().settled(1))
                    .singleElement()
                    .satisfies(record -> assertThat(record.result().failure()).isEqualTo(Code.UPSTREAM_CUT));
        }
    }

    private static void cutUnary(String version, String head, String body, String end) throws IOException {
        byte[] wire = (head + body + end).getBytes(UTF_8);
        AtomicReference<byte[]> sent = new AtomicReference<>();
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(sent.get());
        })) {
            for (int cut = 0; cut <= wire.length; cut++) {
                sent.set(java.util.Arrays.copyOf(wire, cut));
                try (RawClient client = stage.client()) {
                    client.send(RawClient.post(Stage.CHAT, Stage.UNARY).replace("HTTP/1.1", version));
                    Answer answer = client.answer();
                    int arrived = Math.max(0, Math.min(cut - head.length(), body.length()));
                    if (arrived == 0) {
                        assertThat(answer.status())
                                .as("cut after %d bytes", cut)
                                .isEqualTo(502);
                        assertThat(answer.complete()).isTrue();
                        assertThat(Stage.errorCode(answer.text()))
                                .isEqualTo(cut == 0 ? "upstream_closed" : "upstream_cut");
                    } else {
                        boolean whole = cut == wire.length;
                        assertThat(answer.status())
                                .as("cut after %d bytes", cut)
                                .isEqualTo(200);
                        assertThat(answer.text()).isEqualTo(body.substring(0, arrived));
                        assertThat(answer.complete() && !client.wasReset())
                                .as("cut after %d bytes", cut)
                                .isEqualTo(whole);
                    }
                }
            }
            assertThat(stage.gateway().settled(wire.length + 1)).hasSize(wire.length + 1);
        }
    }

    private static void cutEverywhere(RecordedStream stream, String request, int step) throws IOException {
        AtomicReference<byte[]> sent = new AtomicReference<>();
        int length = stream.wire().length;
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(sent.get());
        })) {
            int count = 0;
            for (int cut = 0; cut <= length; cut = cut < length ? Math.min(length, cut + step) : length + 1) {
                sent.set(stream.wire(cut));
                Expected expected = Expected.after(cut, stream, request.equals(Stage.STREAM));
                try (RawClient client = stage.client()) {
                    Answer answer =
                            client.send(RawClient.post(Stage.CHAT, request)).answer();
                    assertThat(Expected.of(answer))
                            .as("cut after %d of %d bytes", cut, length)
                            .isEqualTo(expected);
                    if (expected.status == 200 && (expected.error != null || !expected.complete)) {
                        assertThat(client.ended())
                                .as("ended, cut after %d bytes", cut)
                                .isTrue();
                    }
                }
                List<ExchangeRecord> records = stage.gateway().settled(++count);
                assertThat(records).hasSize(count);
                assertThat(records.get(count - 1).result().failure())
                        .as("cut after %d bytes", cut)
                        .isEqualTo(failure(expected, cut));
                assertThat(records.get(count - 1).route().attempts()).isOne();
            }
        }
    }

    private static @Nullable Code failure(Expected expected, int cut) {
        if (cut == 0) {
            return Code.UPSTREAM_CLOSED;
        }
        return expected.complete && expected.error == null ? null : Code.UPSTREAM_CUT;
    }
}
