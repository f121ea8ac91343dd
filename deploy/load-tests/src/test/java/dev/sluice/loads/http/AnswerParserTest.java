package dev.sluice.loads.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerParserTest {

    private static final String CHUNKED = """
            HTTP/1.1 100 Continue

            HTTP/1.1 200 OK
            Transfer-Encoding: chunked
            X-One: a
            x-one: b

            5;ext=1
            hello
            7
            , world
            0
            trailer: x

            """.replace("\n", "\r\n");

    @Test
    void readsTheSameHoweverTheBytesAreCut() throws ProtocolException {
        for (int cut = 1; cut < CHUNKED.length(); cut++) {
            Heard heard = new Heard();
            AnswerParser parser = new AnswerParser(heard);

            parser.feed(bytes(CHUNKED.substring(0, cut)));
            assertThat(parser.done()).isFalse();
            assertThat(parser.atClose()).isEqualTo(Ending.CUT);
            parser.feed(bytes(CHUNKED.substring(cut)));

            assertThat(parser.done()).as("cut at %s", cut).isTrue();
            assertThat(heard.head.status()).isEqualTo(200);
            assertThat(heard.head.field("x-one")).contains("a, b");
            assertThat(heard.body.toString()).isEqualTo("hello, world");
        }
    }

    @Test
    void leavesTheNextAnswerInTheBuffer() throws ProtocolException {
        Heard heard = new Heard();
        AnswerParser parser = new AnswerParser(heard);
        ByteBuffer two = bytes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n");

        parser.feed(two);
        assertThat(parser.done()).isTrue();
        assertThat(two.remaining()).isEqualTo(27);
        parser.next();
        parser.feed(two);

        assertThat(parser.done()).isTrue();
        assertThat(heard.head.status()).isEqualTo(204);
    }

    @Test
    void takesTheCloseForTheEndWhereNoLengthIsGiven() throws ProtocolException {
        Heard heard = new Heard();
        AnswerParser parser = new AnswerParser(heard);

        parser.feed(bytes("HTTP/1.1 200 OK\r\n\r\nall of it"));

        assertThat(parser.done()).isFalse();
        assertThat(parser.atClose()).isEqualTo(Ending.COMPLETE);
        assertThat(heard.body.toString()).isEqualTo("all of it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\nab",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n",
            })
    void refusesWhatIsNoAnswer(String answer) {
        AnswerParser parser = new AnswerParser(new Heard());

        assertThatThrownBy(() -> parser.feed(bytes(answer))).isInstanceOf(ProtocolException.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static final class Heard implements AnswerParser.Sink {

        private final StringBuilder body = new StringBuilder();
        private Head head = new Head(0, java.util.Map.of());

        @Override
        public void head(Head answered) {
            head = answered;
        }

        @Override
        public void body(ByteBuffer part) {
            body.append(StandardCharsets.ISO_8859_1.decode(part));
        }
    }
}
