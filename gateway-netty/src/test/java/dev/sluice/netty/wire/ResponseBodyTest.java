package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.Method;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseBodyTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String FIRST = "7\r\ndata: 1\r\n";
    private static final String SECOND = "9\r\n\n\ndata: 2\r\n";
    private static final String LAST = "0\r\n\r\n";

    private final Buffers buffers = new Buffers();
    private final ResponseTranscript transcript = new ResponseTranscript().expect(Method.POST);

    @AfterEach
    void leavesNoBuffer() {
        buffers.assertReleased();
    }

    private void feed(String... reads) {
        for (String read : reads) {
            transcript.decoder.feed(buffers.of(read));
        }
    }

    @Test
    void relaysWholeChunksVerbatim() {
        feed(HEAD, FIRST, SECOND + FIRST, LAST);
        assertThat(transcript.verbatim).containsExactly(FIRST, SECOND + FIRST);
        assertThat(transcript.lines).endsWith("data data: 1\n\ndata: 2data: 1", "end, reusable");
    }

    @Test
    void relaysTheChunksBehindAHeadAndBeforeTheLastChunkVerbatim() {
        feed(HEAD + FIRST + SECOND + LAST);
        assertThat(transcript.verbatim).containsExactly(FIRST + SECOND);
    }

    @Test
    void neverRelaysExtensionsOrTrailers() {
        feed(HEAD, "7;x=y\r\ndata: 1\r\n", SECOND + "0;z\r\nDigest: q\r\n\r\n");
        assertThat(transcript.verbatim).containsExactly(SECOND);
        assertThat(transcript.relayed).asString().isEqualTo(FIRST + SECOND + LAST);
    }

    @Test
    void tellsTheDataOfPartsThatAreCutAnywhere() {
        feed(HEAD + "7\r\nda", "ta: 1\r", "\n9\r\n\n\ndata: 2\r\n", FIRST + "0", "\r\n\r\n");
        assertThat(transcript.verbatim).isEmpty();
        assertThat(transcript.lines).endsWith("data data: 1\n\ndata: 2data: 1", "end, reusable");
    }

    @Test
    void relaysTheSameDataHoweverItIsCut() {
        String chunks =
                FIRST + "1;a=\"b\\\"\";c\r\n\r\r\n" + SECOND + "00003 ;x\r\n\r\n0\r\n" + FIRST + "0;y\r\nT: u\r\n\r\n";
        String data = "data: 1\r\n\ndata: 2\r\n0data: 1";
        byte[] bytes = (HEAD + chunks).getBytes(ISO_8859_1);
        for (List<Integer> cuts : Buffers.everyCut(bytes.length)) {
            ResponseTranscript cut = new ResponseTranscript().expect(Method.GET);
            buffers.feed(bytes, cuts, cut.decoder::feed);
            assertThat(cut.lines)
                    .as("cut at %s", cuts)
                    .containsExactly("200 OK|CHUNKED", "data " + data, "end, reusable");
            assertThat(ResponseTranscript.decode(cut.relayed.toString())).isEqualTo(data);
        }
    }

    @Test
    void relaysTheSameDataCutInThree() {
        byte[] bytes = (HEAD + FIRST + SECOND + FIRST + LAST).getBytes(ISO_8859_1);
        for (int one = HEAD.length(); one < bytes.length; one++) {
            for (int other = one + 1; other < bytes.length; other++) {
                ResponseTranscript cut = new ResponseTranscript().expect(Method.GET);
                buffers.feed(bytes, List.of(one, other), cut.decoder::feed);
                assertThat(cut.lines).endsWith("data data: 1\n\ndata: 2data: 1", "end, reusable");
                assertThat(ResponseTranscript.decode(cut.relayed.toString())).isEqualTo("data: 1\n\ndata: 2data: 1");
            }
        }
    }

    @Test
    void beginsEachBodyAnew() {
        feed(HEAD + FIRST + "0\r\na: b\r\n\r\n");
        transcript.expect(Method.POST);
        feed(HEAD + SECOND + LAST);
        assertThat(transcript.verbatim).containsExactly(FIRST, SECOND);
        assertThat(transcript.lines).endsWith("data \n\ndata: 2", "end, reusable");
    }

    @Test
    void handsOverTheVeryBuffersItRead() {
        List<ByteBuf> parts = new ArrayList<>();
        ResponseDecoder decoder = new ResponseDecoder(new Keeping(parts));
        decoder.expect(Method.GET);
        ByteBuf first = buffers.of(HEAD + FIRST);
        ByteBuf second = buffers.of(SECOND + LAST);
        decoder.feed(first);
        decoder.feed(second);
        decoder.expect(Method.GET);
        ByteBuf third = buffers.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        decoder.feed(third);
        assertThat(parts).usingElementComparator((a, b) -> a == b ? 0 : 1).containsExactly(first, second, third);
        assertThat(parts).extracting(part -> part.toString(ISO_8859_1)).containsExactly(FIRST, SECOND, "hi");
        parts.forEach(ByteBuf::release);
    }

    @Test
    void stopsWhenItsSinkClosesIt() {
        List<ByteBuf> parts = new ArrayList<>();
        ResponseDecoder[] decoder = new ResponseDecoder[1];
        decoder[0] = new ResponseDecoder(new Keeping(parts) {
            @Override
            public void body(ByteBuf part, Ranges data) {
                super.body(part, data);
                decoder[0].close();
            }

            @Override
            public void end(ResponseDecoder.Afterwards connection) {
                throw new AssertionError("an end after the close");
            }
        });
        decoder[0].expect(Method.GET);
        decoder[0].feed(buffers.of(HEAD + FIRST + LAST));
        decoder[0].feed(buffers.of(FIRST));
        assertThat(parts).hasSize(1);
        parts.forEach(ByteBuf::release);
    }

    @Test
    void endsWhenItsSinkFails() {
        ResponseDecoder decoder = new ResponseDecoder(new Keeping(new ArrayList<>()) {
            @Override
            public void head(ResponseHead head) {
                throw new IllegalArgumentException("a bug");
            }
        });
        decoder.expect(Method.GET);
        assertThatThrownBy(() -> decoder.feed(buffers.of(HEAD + FIRST))).hasMessage("a bug");
        decoder.feed(buffers.of(FIRST));
    }

    private static class Keeping implements ResponseDecoder.Sink {
        private final List<ByteBuf> parts;

        Keeping(List<ByteBuf> parts) {
            this.parts = parts;
        }

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(ByteBuf part, Ranges data) {
            parts.add(part);
        }

        @Override
        public void end(ResponseDecoder.Afterwards connection) {
            assertThat(connection).isEqualTo(ResponseDecoder.Afterwards.REUSABLE);
        }

        @Override
        public void malformed(String why) {
            throw new AssertionError(why);
        }
    }
}
