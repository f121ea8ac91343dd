package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.request.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {

    private static String written(Consumer<ByteBuf> writing) {
        ByteBuf out = Unpooled.buffer(1);
        writing.accept(out);
        return out.toString(ISO_8859_1);
    }

    @Test
    void writesRequestLinesAndHeaders() {
        assertThat(written(out -> {
                    HeadWriter.requestLine(out, Method.POST, ascii("/v1/x"));
                    HeadWriter.header(out, HeadWriter.name("host"), HeadWriter.value("h:1"));
                    HeadWriter.header(out, ascii("content-length"), 12);
                    HeadWriter.end(out);
                }))
                .isEqualTo("POST /v1/x HTTP/1.1\r\nhost: h:1\r\ncontent-length: 12\r\n\r\n");
    }

    @Test
    void passesOnWhatWasParsed() {
        StringBuilder copied = new StringBuilder();
        RequestDecoder decoder = new RequestDecoder(RequestDecoder.Limits.STANDARD, new RequestDecoder.Sink() {
            @Override
            public void head(RequestHead head) {
                copied.append(written(out -> {
                    HeadWriter.requestLine(out, head, ascii("/base"));
                    for (int i = 0; i < head.headers().count(); i++) {
                        HeadWriter.copy(out, head.headers(), i);
                    }
                    int value = head.headers().valueStart(0);
                    HeadWriter.header(out, ascii("x"), head.headers(), value, value + 1);
                }));
            }

            @Override
            public void body(ByteBuf part) {}

            @Override
            public void bodyEnd() {}

            @Override
            public void malformed(dev.sluice.core.failure.Failure failure) {}
        });
        decoder.feed(Unpooled.copiedBuffer("MOVE /a?b HTTP/1.1\r\nHost: h\r\nA:\t b  \r\nC:\r\n\r\n", ISO_8859_1));
        assertThat(copied).asString().isEqualTo("MOVE /base/a?b HTTP/1.1\r\nHost: h\r\nA:\t b\r\nC:\r\nx: h\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 4711, Integer.MAX_VALUE, 9_999_999_999L, Long.MAX_VALUE})
    void writesDecimals(long number) {
        assertThat(written(out -> HeadWriter.decimal(out, number))).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 15, 16, 0xf7, 0xff, 0x100, 0xabcdef, 0x10000000, Integer.MAX_VALUE})
    void writesChunkSizes(int size) {
        assertThat(written(out -> HeadWriter.chunkSize(out, size))).isEqualTo(Integer.toHexString(size) + "\r\n");
    }

    @Test
    void neverWritesTheLastChunkByMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.chunkSize(Unpooled.buffer(), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0", "\u007f", "\u010a"})
    void letsNoLineBreakIntoAValue(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.value(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e9", "\u0161"})
    void letsOnlyTokensBeNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.name(name));
    }
}
