package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.wire.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnaryRelayTest {

    private static final String BODY = "{\"id\":\"x\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}";
    private static final String LAST = "0\r\n\r\n";

    @Test
    void commitsWithTheFirstByteAndPassesReadsOnInTheirOwnBuffers() {
        Relaying relaying = Relaying.unary(Framing.LENGTH);
        relaying.feed(sized(BODY));
        assertThat(relaying.commits()).isZero();

        ByteBuf first = relaying.feed(BODY.substring(0, 1));
        assertThat(relaying.commits()).isOne();
        ByteBuf second = relaying.feed(BODY.substring(1));

        List<ByteBuf> written = relaying.written();
        assertThat(written).hasSize(2);
        assertThat(written.get(0)).isSameAs(first);
        assertThat(written.get(1)).isSameAs(second);
        assertThat(relaying.ended()).isTrue();
        written.forEach(ByteBuf::release);
    }

    @Test
    void passesWholeChunksOnInTheirOwnBuffer() {
        Relaying relaying = Relaying.unary(Framing.CHUNKED);
        relaying.feed("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");

        ByteBuf read = relaying.feed("4\r\nbody\r\n2\r\n..\r\n");

        List<ByteBuf> written = relaying.written();
        assertThat(written).hasSize(1);
        assertThat(written.get(0)).isSameAs(read);
        read.release();
    }

    @Test
    void readsTheUsageAndPassesTheBytesOnHoweverTheReadsAreCut() {
        byte[] wire = ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n" + BODY.substring(0, 5) + "\r\n"
                        + Integer.toHexString(BODY.length() - 5) + "\r\n" + BODY.substring(5) + "\r\n" + LAST)
                .getBytes(UTF_8);
        for (int cut = 1; cut < wire.length; cut++) {
            Relaying relaying = Relaying.unary(Framing.CHUNKED);
            relaying.feed(wire, 0, cut);
            relaying.feed(wire, cut, wire.length);
            assertThat(Relaying.unchunked(relaying.bytes(), LAST))
                    .as("cut at %d", cut)
                    .isEqualTo(BODY);
            assertThat(relaying.relay().usage().input()).as("cut at %d", cut).isEqualTo(11);
            assertThat(relaying.relay().usage().output()).as("cut at %d", cut).isEqualTo(7);
        }
    }

    @Test
    void holdsAnErrorUntilItIsComplete() {
        Relaying relaying = Relaying.error(Framing.LENGTH);
        relaying.feed("HTTP/1.1 429 Too Many Requests\r\ncontent-length: 8\r\n\r\nslow");
        assertThat(relaying.commits()).isZero();
        assertThat(relaying.bytes()).isEmpty();

        relaying.feed("down");

        assertThat(relaying.commits()).isOne();
        assertThat(relaying.text()).isEqualTo("slowdown");
    }

    @Test
    void passesAnErrorOnThatIsTooLongToHold() {
        Relaying relaying = Relaying.error(Framing.CHUNKED);
        relaying.feed("HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n");
        String part = "e".repeat(16_000);
        String chunk = Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
        for (int i = 0; i < 4; i++) {
            relaying.feed(chunk);
        }
        assertThat(relaying.relay().isFull()).isFalse();

        relaying.feed(chunk);
        assertThat(relaying.commits()).isZero();
        assertThat(relaying.relay().isFull()).isTrue();
        relaying.relay().commitNow();
        relaying.feed(chunk + LAST);

        assertThat(relaying.commits()).isOne();
        assertThat(Relaying.unchunked(relaying.bytes(), LAST)).isEqualTo(part.repeat(6));
    }

    @Test
    void commitsAtTheEndOfAnAnswerWithoutABody() {
        Relaying relaying = Relaying.unary(Framing.NONE);
        relaying.feed("HTTP/1.1 204 No Content\r\n\r\n");

        assertThat(relaying.commits()).isOne();
        assertThat(relaying.bytes()).isEmpty();
    }

    @Test
    void releasesAnErrorThatIsGivenUp() {
        Relaying relaying = Relaying.error(Framing.LENGTH);
        ByteBuf read = relaying.feed("HTTP/1.1 500 Oops\r\ncontent-length: 8\r\n\r\nhalf");
        assertThat(read.refCnt()).isPositive();

        relaying.relay().release();
        relaying.relay().release();

        assertThat(read.refCnt()).isZero();
        assertThat(relaying.relay().committed()).isFalse();
    }

    @Test
    void framesBytesOfTheGatewaysOwn() {
        EmbeddedChannel client = new EmbeddedChannel();
        AnswerBody body = new AnswerBody(client, Framing.CHUNKED, Framing.LENGTH);
        body.own(Unpooled.copiedBuffer("data: oops\n\n", UTF_8));
        body.end();

        client.flushOutbound();
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = client.readOutbound(); next != null; next = client.readOutbound()) {
            text.append(next.toString(UTF_8));
            next.release();
        }
        assertThat(text).hasToString("c\r\ndata: oops\n\n\r\n" + LAST);
        assertThat(body.bytes()).isEqualTo(12);
    }

    @Test
    void writesNothingWhereTheClientExpectsNoBody() {
        EmbeddedChannel client = new EmbeddedChannel();
        AnswerBody body = new AnswerBody(client, Framing.NONE, Framing.NONE);
        ByteBuf own = Unpooled.copiedBuffer("nobody", UTF_8);
        body.own(own);
        body.end();

        client.flushOutbound();
        ByteBuf written = client.readOutbound();
        assertThat(written).isNull();
        assertThat(own.refCnt()).isZero();
    }

    private static String sized(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.getBytes(UTF_8).length + "\r\n\r\n";
    }
}
