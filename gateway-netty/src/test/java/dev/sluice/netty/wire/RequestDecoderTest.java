package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Requests.chunked;
import static dev.sluice.netty.wire.Requests.get;
import static dev.sluice.netty.wire.Requests.line;
import static dev.sluice.netty.wire.Requests.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestDecoderTest {
    private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final RequestDecoder.Limits SMALL = new RequestDecoder.Limits(100, 200, 5);

    private final Buffers buffers = new Buffers();

    @AfterEach
    void leavesNoBuffer() {
        buffers.assertReleased();
    }

    static Stream<Requests.Sound> sound() {
        return Requests.sound();
    }

    static Stream<MalformedRequests.Bad> badHeads() {
        return MalformedRequests.heads();
    }

    static Stream<MalformedRequests.Bad> badBodies() {
        return MalformedRequests.bodies();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void readsWellFormedRequestsHoweverTheyAreCut(Requests.Sound request) {
        byte[] bytes = (request.text() + NEXT).getBytes(ISO_8859_1);
        List<String> expected = new ArrayList<>(request.transcript());
        expected.addAll(List.of("GET=GET /smuggled| 1.1 keep", "end"));
        for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
            RequestTranscript transcript = new RequestTranscript();
            buffers.feed(bytes, cuts, transcript.decoder::feed);
            assertThat(transcript.lines).as("cut at %s", cuts).isEqualTo(expected);
            assertThat(transcript.decoder.idle()).isTrue();
            assertThat(transcript.decoder.held()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("badHeads")
    void refusesMalformedHeadsHoweverTheyAreCut(MalformedRequests.Bad request) {
        byte[] bytes = (request.text() + NEXT).getBytes(ISO_8859_1);
        for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
            RequestTranscript transcript = new RequestTranscript(SMALL);
            buffers.feed(bytes, cuts, transcript.decoder::feed);
            assertThat(transcript.lines).as("cut at %s", cuts).containsExactly("refused " + request.code());
        }
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void refusesMalformedBodiesHoweverTheyAreCut(MalformedRequests.Bad request) {
        byte[] bytes = (request.text() + NEXT).getBytes(ISO_8859_1);
        RequestTranscript whole = new RequestTranscript();
        whole.decoder.feed(buffers.of(bytes, 0, bytes.length));
        assertThat(whole.lines)
                .startsWith("POST=POST /v1/x| 1.1 keep body chunked")
                .hasSizeLessThan(4);
        for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
            RequestTranscript transcript = new RequestTranscript();
            buffers.feed(bytes, cuts, transcript.decoder::feed);
            assertThat(transcript.lines)
                    .as("cut at %s", cuts)
                    .isEqualTo(whole.lines)
                    .endsWith("refused " + request.code())
                    .doesNotContain("end");
        }
    }

    @Test
    void takesAHeadUpToItsLimits() {
        RequestTranscript transcript = new RequestTranscript(SMALL);
        String atLimits = "GET /" + "a".repeat(86) + " HTTP/1.1\r\nHost: h\r\na: b\r\na: b\r\na: b\r\n";
        String filler = "a: " + "b".repeat(200 - atLimits.length() - 7) + "\r\n\r\n";
        transcript.decoder.feed(buffers.of(atLimits + filler));
        assertThat(transcript.lines).endsWith("end");
        transcript.decoder.feed(buffers.of(atLimits + "b" + filler));
        assertThat(transcript.lines).endsWith("refused HEADERS_TOO_LARGE");
    }

    @Test
    void growsForLargeHeadsAndShowsThemWhole() {
        String cookie = "c".repeat(20_000);
        List<String> values = new ArrayList<>();
        RequestTranscript transcript = new RequestTranscript().onHead(decoder -> values.add("head"));
        byte[] bytes = get("Cookie: " + cookie + "\r\n").repeat(2).getBytes(ISO_8859_1);
        buffers.feed(bytes, List.of(1000, 1024, 1025, 9000), transcript.decoder::feed);
        assertThat(values).hasSize(2);
    }

    @Test
    void pausesBehindARequestUntilItIsAnswered() {
        RequestTranscript transcript = new RequestTranscript().onEnd(decoder -> {});
        String second = line("GET /2 HTTP/1.1");
        transcript.decoder.feed(buffers.of(post("Content-Length: 1\r\n", "x") + second.substring(0, 9)));
        transcript.decoder.feed(buffers.of(second.substring(9) + "G"));
        assertThat(transcript.lines).last().isEqualTo("end");
        assertThat(transcript.lines).hasSize(3);
        assertThat(transcript.decoder.held()).isEqualTo(second.length() + 1);
        assertThat(transcript.decoder.idle()).isFalse();

        transcript.decoder.next();
        assertThat(transcript.lines).endsWith("GET=GET /2| 1.1 keep", "end");
        assertThat(transcript.decoder.held()).isOne();

        transcript.decoder.next();
        assertThat(transcript.decoder.held()).isZero();
        assertThat(transcript.decoder.idle()).isFalse();
    }

    @Test
    void keepsTheHeadWhilePipelinedBytesArrive() {
        RequestHead[] seen = new RequestHead[1];
        RequestDecoder decoder = new RequestDecoder(RequestDecoder.Limits.STANDARD, new Ignoring() {
            @Override
            public void head(RequestHead head) {
                seen[0] = head;
            }
        });
        decoder.feed(buffers.of(get("A: first\r\n") + get("A: second\r\n")));
        decoder.feed(buffers.of(get("A: third\r\n")));
        assertThat(seen[0].headers().value(Headers.ascii("a"))).isEqualTo("first");
        decoder.next();
        assertThat(seen[0].headers().value(Headers.ascii("a"))).isEqualTo("second");
        decoder.close();
    }

    @Test
    void answersManyPipelinedRequestsWithoutRecursion() {
        RequestTranscript transcript = new RequestTranscript();
        transcript.decoder.feed(buffers.of(get("").repeat(50_000)));
        assertThat(transcript.lines).hasSize(100_000);
    }

    @Test
    void handsOverTheReadItselfWhenItHoldsTheRestOfTheBody() {
        List<ByteBuf> parts = new ArrayList<>();
        RequestDecoder decoder = new RequestDecoder(RequestDecoder.Limits.STANDARD, new Ignoring() {
            @Override
            public void body(ByteBuf part) {
                parts.add(part);
            }
        });
        ByteBuf withHead = buffers.of(post("Content-Length: 4\r\n", "ab"));
        ByteBuf rest = buffers.of("cd");
        decoder.feed(withHead);
        decoder.feed(rest);
        decoder.next();
        ByteBuf chunks = buffers.of(chunked("1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n"));
        decoder.feed(chunks);
        assertThat(parts).usingElementComparator((a, b) -> a == b ? 0 : 1).containsExactly(withHead, rest, chunks);
        assertThat(parts).extracting(part -> part.toString(ISO_8859_1)).containsExactly("ab", "cd", "abcdef");
        parts.forEach(ByteBuf::release);
    }

    @Test
    void dropsARefusedBodyAndStillFollowsItsFraming() {
        for (String request : List.of(post("Content-Length: 5\r\n", "hello"), chunked("5\r\nhello\r\n0\r\n\r\n"))) {
            byte[] bytes = (request + NEXT).getBytes(ISO_8859_1);
            for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
                RequestTranscript transcript = new RequestTranscript().onHead(RequestDecoder::refuseBody);
                buffers.feed(bytes, cuts, transcript.decoder::feed);
                assertThat(transcript.lines).hasSize(4).last().isEqualTo("end");
                assertThat(transcript.lines).element(1).isEqualTo("end");
            }
        }
    }

    @Test
    void refusesOneBodyOnly() {
        RequestTranscript transcript = new RequestTranscript();
        boolean[] first = {true};
        transcript.onHead(decoder -> {
            if (first[0]) {
                decoder.refuseBody();
            }
            first[0] = false;
        });
        transcript.decoder.feed(buffers.of(post("Content-Length: 1\r\n", "x").repeat(2)));
        assertThat(transcript.lines).filteredOn(line -> line.startsWith("body")).containsExactly("body x");
    }

    @Test
    void staysIdleBehindAnEmptyLine() {
        RequestTranscript transcript = new RequestTranscript();
        assertThat(transcript.decoder.idle()).isTrue();
        transcript.decoder.feed(buffers.of("\r"));
        assertThat(transcript.decoder.idle()).isFalse();
        transcript.decoder.feed(buffers.of("\n"));
        assertThat(transcript.decoder.idle()).isTrue();
        transcript.decoder.feed(buffers.of("G"));
        assertThat(transcript.decoder.idle()).isFalse();
        transcript.decoder.close();
    }

    @Test
    void releasesEverythingOnceItIsClosed() {
        for (String closeAt : List.of("head", "end", "later")) {
            RequestTranscript transcript = new RequestTranscript()
                    .onHead(decoder -> closeIf(closeAt.equals("head"), decoder))
                    .onEnd(decoder -> closeIf(closeAt.equals("end"), decoder));
            transcript.decoder.feed(buffers.of(post("Content-Length: 1\r\n", "x") + NEXT));
            transcript.decoder.feed(buffers.of(NEXT));
            transcript.decoder.close();
            transcript.decoder.close();
            transcript.decoder.next();
            transcript.decoder.feed(buffers.of(NEXT));
            assertThat(transcript.lines).doesNotContain("GET=GET /smuggled| 1.1 keep");
            assertThat(transcript.decoder.held()).isZero();
        }
    }

    private static void closeIf(boolean now, RequestDecoder decoder) {
        if (now) {
            decoder.close();
        }
    }

    @Test
    void endsWhenItsSinkFails() {
        RequestTranscript transcript = new RequestTranscript().onHead(decoder -> {
            throw new IllegalArgumentException("a bug");
        });
        assertThatThrownBy(() -> transcript.decoder.feed(buffers.of(post("Content-Length: 1\r\n", "x") + NEXT)))
                .hasMessage("a bug");
        transcript.decoder.feed(buffers.of(NEXT));
        assertThat(transcript.lines).hasSize(1);
    }

    @Test
    void doesNotGoOnBeforeTheEnd() {
        RequestTranscript transcript = new RequestTranscript();
        transcript.decoder.feed(buffers.of(post("Content-Length: 2\r\n", "x")));
        assertThatThrownBy(transcript.decoder::next).isInstanceOf(IllegalStateException.class);
    }

    private static class Ignoring implements RequestDecoder.Sink {
        @Override
        public void head(RequestHead head) {}

        @Override
        public void body(ByteBuf part) {
            part.release();
        }

        @Override
        public void bodyEnd() {}

        @Override
        public void malformed(dev.sluice.core.failure.Failure failure) {
            throw new AssertionError(failure);
        }
    }
}
