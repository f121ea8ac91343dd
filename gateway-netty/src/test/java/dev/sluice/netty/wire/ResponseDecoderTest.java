package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseDecoderTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String EMPTY = OK + "Content-Length: 0\r\n\r\n";

    private final Buffers buffers = new Buffers();

    @AfterEach
    void leavesNoBuffer() {
        buffers.assertReleased();
    }

    /** An answer to a request and the transcript of it. */
    record Answer(String name, Method to, String text, List<String> transcript) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Answer answer(String name, String text, String... transcript) {
        return new Answer(name, Method.POST, text, List.of(transcript));
    }

    private static Answer bad(String name, String text) {
        return answer(name, text, "malformed");
    }

    static Stream<Answer> sound() {
        return Stream.of(framings(), versions(), bodiless(), contents()).flatMap(s -> s);
    }

    private static Stream<Answer> framings() {
        return Stream.of(
                answer(
                        "a length",
                        OK + "Content-Length: 2\r\n\r\nhi",
                        "200 OK|LENGTH length 2",
                        "data hi",
                        "end, reusable"),
                answer("no data", EMPTY, "200 OK|LENGTH length 0", "end, reusable"),
                answer(
                        "chunks",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2;x=\"y\"\r\nhi\r\n1\r\n!\r\n0\r\na: b\r\n\r\n",
                        "200 OK|CHUNKED",
                        "data hi!",
                        "end, reusable"),
                answer(
                        "chunks, closing",
                        OK + "Connection: close\r\ntransfer-encoding: Chunked\r\n\r\n0\r\n\r\n",
                        "200 OK|CHUNKED close",
                        "end"));
    }

    private static Stream<Answer> versions() {
        return Stream.of(
                answer(
                        "no reason",
                        "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
                        "200 |LENGTH length 0",
                        "end, reusable"),
                answer(
                        "no space before no reason",
                        "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
                        "200 |LENGTH length 0",
                        "end, reusable"),
                answer(
                        "a long reason",
                        "HTTP/1.1 529 Caf\u00e9 is \t full\r\nContent-Length: 0\r\n\r\n",
                        "529 Caf\u00e9 is \t full|LENGTH length 0",
                        "end, reusable"),
                answer(
                        "HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                        "200 OK|LENGTH 1.0 close length 2",
                        "data hi",
                        "end"),
                answer(
                        "HTTP/1.0 keep-alive",
                        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
                        "200 OK|LENGTH 1.0 length 0",
                        "end, reusable"));
    }

    private static Stream<Answer> bodiless() {
        return Stream.of(
                answer("204", "HTTP/1.1 204 No Content\r\n\r\n", "204 No Content|NONE", "end, reusable"),
                answer(
                        "204 with a coding",
                        "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "204 No|NONE",
                        "end, reusable"),
                answer(
                        "304",
                        "HTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n",
                        "304 Not|NONE length 9",
                        "end, reusable"),
                new Answer(
                        "HEAD",
                        Method.HEAD,
                        OK + "Content-Length: 9\r\n\r\n",
                        List.of("200 OK|NONE length 9", "end, reusable")),
                new Answer(
                        "HEAD of chunks",
                        Method.HEAD,
                        OK + "Transfer-Encoding: chunked\r\n\r\n",
                        List.of("200 OK|NONE", "end, reusable")));
    }

    private static Stream<Answer> contents() {
        return Stream.of(
                answer(
                        "interim answers",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + EMPTY,
                        "200 OK|LENGTH length 0",
                        "end, reusable"),
                answer(
                        "events",
                        OK + "Content-Type: Text/Event-Stream; charset=utf-8\r\nContent-Length: 0\r\n\r\n",
                        "200 OK|LENGTH length 0 events",
                        "end, reusable"),
                answer(
                        "not events",
                        OK + "Content-Type: text/event-streams\r\nContent-Length: 0\r\n\r\n",
                        "200 OK|LENGTH length 0",
                        "end, reusable"),
                answer(
                        "encoded",
                        OK + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
                        "200 OK|LENGTH length 0 encoded",
                        "end, reusable"),
                answer(
                        "identity",
                        OK + "Content-Encoding: Identity\r\nContent-Length: 0\r\n\r\n",
                        "200 OK|LENGTH length 0",
                        "end, reusable"));
    }

    static Stream<Answer> malformed() {
        return Stream.of(
                bad("a bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
                bad("an empty line before", "\r\n" + EMPTY),
                bad("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n"),
                bad("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n"),
                bad("a version in lower case", "http/1.1 200 OK\r\n\r\n"),
                bad("another protocol", "ICY 200 OK\r\n\r\n"),
                bad("no status", "HTTP/1.1\r\n\r\n"),
                bad("two digits", "HTTP/1.1 20\r\n\r\n"),
                bad("two digits and a space", "HTTP/1.1 20 OK\r\n\r\n"),
                bad("four digits", "HTTP/1.1 2000 OK\r\n\r\n"),
                bad("a status below 100", "HTTP/1.1 099 OK\r\n\r\n"),
                bad("two spaces", "HTTP/1.1  200 OK\r\n\r\n"),
                bad("a NUL in the reason", "HTTP/1.1 200 O\0\r\n\r\n"),
                bad("a CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n"),
                bad("a space before a colon", OK + "Content-Length : 0\r\n\r\n"),
                bad("a folded line", OK + "a: b\r\n c\r\nContent-Length: 0\r\n\r\n"),
                bad("a NUL in a value", OK + "a: \0\r\n\r\n"),
                bad("two lengths", OK + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi"),
                bad("the same length twice", OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"),
                bad("a length that is no number", OK + "Content-Length: 2x\r\n\r\nhi"),
                bad("both", OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("gzip, chunked", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                bad("chunked twice", OK + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                bad("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("switching protocols", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
                bad("interim answers without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(17) + EMPTY),
                bad("too many headers", OK + "a: b\r\n".repeat(201) + "\r\n"),
                bad("a head without end", OK + "a: " + "b".repeat(65536)),
                answer(
                        "a bad chunk",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nx\r\n",
                        "200 OK|CHUNKED",
                        "data hi",
                        "malformed"),
                answer(
                        "a bad trailer",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\na\r\n\r\n",
                        "200 OK|CHUNKED",
                        "data hi",
                        "malformed"));
    }

    @ParameterizedTest
    @MethodSource({"sound", "malformed"})
    void readsAnswersHoweverTheyAreCut(Answer answer) {
        byte[] bytes = answer.text().getBytes(ISO_8859_1);
        for (List<Integer> cuts : cuts(bytes.length)) {
            ResponseTranscript transcript = new ResponseTranscript().expect(answer.to());
            buffers.feed(bytes, cuts, transcript.decoder::feed);
            assertThat(transcript.lines).as("cut at %s", cuts).isEqualTo(answer.transcript());
        }
    }

    /** Every cut, but for the two answers that are large: there only a few, and byte for byte. */
    private static List<List<Integer>> cuts(int length) {
        if (length < 1000) {
            return Buffers.everyCut(length);
        }
        return List.of(
                List.of(),
                List.of(1, 1000, 1024),
                java.util.stream.IntStream.range(1, length).boxed().toList());
    }

    @Test
    void carriesOneAnswerAfterAnother() {
        ResponseTranscript transcript = new ResponseTranscript();
        for (int i = 0; i < 3; i++) {
            transcript.expect(Method.GET);
            assertThat(transcript.decoder.started()).isFalse();
            transcript.decoder.feed(buffers.of("H"));
            assertThat(transcript.decoder.started()).isTrue();
            transcript.decoder.feed(buffers.of(EMPTY.substring(1)));
        }
        assertThat(transcript.lines).hasSize(6).endsWith("end, reusable");
    }

    @Test
    void doesNotReuseAConnectionWithSurplusBytes() {
        for (String answer : List.of(
                EMPTY,
                OK + "Content-Length: 2\r\n\r\nhi",
                OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n")) {
            ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
            transcript.decoder.feed(buffers.of(answer + "H"));
            assertThat(transcript.lines).last().isEqualTo("end");
            transcript.decoder.feed(buffers.of(EMPTY));
            assertThat(transcript.lines).last().isEqualTo("end");
        }
    }

    @Test
    void refusesWhatComesUnasked() {
        ResponseTranscript transcript = new ResponseTranscript();
        transcript.decoder.feed(buffers.of(EMPTY));
        assertThat(transcript.lines).containsExactly("malformed");

        ResponseTranscript between = new ResponseTranscript().expect(Method.GET);
        between.decoder.feed(buffers.of(EMPTY));
        between.decoder.feed(buffers.of(EMPTY));
        assertThat(between.lines).endsWith("end, reusable", "malformed");
    }

    @Test
    void endsABodyThatLastsUntilTheConnectionCloses() {
        byte[] bytes = (OK + "Content-Type: text/event-stream\r\n\r\ndata: 1\r\n\r\n0\r\n\r\n").getBytes(ISO_8859_1);
        for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
            ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
            buffers.feed(bytes, cuts, transcript.decoder::feed);
            assertThat(transcript.lines).containsExactly("200 OK|CLOSE events");
            transcript.decoder.closed();
            assertThat(transcript.lines).endsWith("data data: 1\r\n\r\n0\r\n\r\n", "end");
        }
    }

    @Test
    void saysNothingWhenTheConnectionClosesInsideAnAnswer() {
        for (String answer : List.of(
                "",
                "HTTP/1.1 20",
                OK + "Content-Length: 3\r\n\r\nhi",
                OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n")) {
            ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
            transcript.decoder.feed(buffers.of(answer));
            transcript.decoder.closed();
            transcript.decoder.feed(buffers.of("\r\n"));
            assertThat(transcript.lines).doesNotContain("end", "end, reusable", "malformed");
        }
    }

    @Test
    void saysNothingOnceItIsClosed() {
        ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
        transcript.decoder.feed(buffers.of(OK));
        transcript.decoder.close();
        transcript.decoder.close();
        transcript.decoder.feed(buffers.of("\r\n"));
        transcript.decoder.closed();
        transcript.decoder.expect(Method.GET);
        assertThat(transcript.lines).isEmpty();
    }

    @Test
    void doesNotExpectASecondAnswerInsideTheFirst() {
        ResponseTranscript transcript = new ResponseTranscript().expect(Method.GET);
        assertThatThrownBy(() -> transcript.expect(Method.GET)).isInstanceOf(IllegalStateException.class);
    }
}
