package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeadersTest {

    private static Headers headers(String lines) {
        Headers headers = new Headers();
        read(headers, lines);
        return headers;
    }

    private static void read(Headers headers, String lines) {
        FramingFields framing = new FramingFields();
        HeadReader reader = new HeadReader(
                headers,
                new RequestRules(headers, framing, new RequestHead(headers, framing)),
                new HeadReader.Limits(100, 10_000, 100));
        ByteBuf in = Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n", ISO_8859_1);
        assertThat(reader.read(in)).isEqualTo(HeadReader.Progress.COMPLETE);
    }

    private static String name(Headers headers, int i) {
        return new String(headers.bytes(), headers.nameStart(i), headers.nameEnd(i) - headers.nameStart(i), ISO_8859_1);
    }

    @Test
    void findsTheFirstLineOfANameWhateverItsCase() {
        Headers headers = headers("X-A: 1\r\nx-b:\t2 \r\nx-a: 3\r\n");
        assertThat(headers.count()).isEqualTo(4);
        assertThat(headers.find(ascii("x-a"))).isEqualTo(1);
        assertThat(headers.value(ascii("x-b"))).isEqualTo("2");
        assertThat(headers.find(ascii("x-c"))).isEqualTo(-1);
        assertThat(headers.value(ascii("x-"))).isNull();
        assertThat(headers.nameIs(3, ascii("x-a"))).isTrue();
    }

    @Test
    void tellsHyphenFromUnderscore() {
        Headers headers = headers("x_api_key: 1\r\nX-Api-Key: 2\r\n");
        assertThat(headers.value(ascii("x-api-key"))).isEqualTo("2");
        assertThat(headers.value(ascii("x_api_key"))).isEqualTo("1");
    }

    @Test
    void knowsWhichLinesAreHopByHop() {
        Headers headers = headers("Connection: X-Secret, close, keep-alive\r\nConnection:  te ,, x-other\r\n"
                + "Keep-Alive: timeout=5\r\nProxy-Authorization: a\r\nProxy-Connection: b\r\nTE: trailers\r\n"
                + "Trailer: x\r\nTransfer-Encoding: chunked\r\nUpgrade: h2c\r\nx-secret: 1\r\nX-OTHER: 2\r\n"
                + "x-secrets: 3\r\nAccept: */*\r\nproxy: 4\r\nTrailers: 5\r\n");
        assertThat(IntStream.range(0, headers.count())
                        .filter(i -> !headers.hopByHop(i))
                        .mapToObj(i -> name(headers, i)))
                .containsExactly("Host", "x-secrets", "Accept", "proxy", "Trailers");
    }

    @Test
    void forgetsWhatTheMessageBeforeNamed() {
        Headers headers = headers("Connection: x-a\r\nx-a: 1\r\n");
        assertThat(headers.hopByHop(2)).isTrue();
        headers.clear();
        read(headers, "Accept: b\r\nx-a: 1\r\n");
        assertThat(headers.count()).isEqualTo(3);
        assertThat(headers.hopByHop(2)).isFalse();
    }

    @Test
    void holdsMoreLinesThanItBeganWith() {
        Headers headers = headers(IntStream.range(0, 90)
                .mapToObj(i -> "n" + i + ": v" + i + "\r\n")
                .reduce("", String::concat));
        assertThat(headers.value(ascii("n0"))).isEqualTo("v0");
        assertThat(headers.value(ascii("n89"))).isEqualTo("v89");
    }
}
