package dev.sluice.netty.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadTest {

    private final AnswerHead head = new AnswerHead();

    @Test
    void beginsWithAStatusLineWithTheUsualReason() {
        assertThat(written(head.begin(200))).isEqualTo("HTTP/1.1 200 OK\r\n");
        assertThat(written(head.begin(431))).isEqualTo("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        assertThat(written(head.begin(599))).isEqualTo("HTTP/1.1 599 \r\n");
    }

    @Test
    void writesTextSoThatItStaysOneLine() {
        assertThat(written(head.begin(599).ascii("grün\r\n"))).endsWith("gr?n\r\n");
        assertThat(written(head.begin(599).latin1("grün 日"))).endsWith("grün ?");
        assertThat(written(head.begin(599).printable("grün\r\nx: y").end())).endsWith("gr?n??x: y\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 1234567890, Long.MAX_VALUE})
    void writesNumbersInDecimalDigits(long number) {
        assertThat(written(head.begin(200).decimal(number))).isEqualTo("HTTP/1.1 200 OK\r\n" + number);
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatThrownBy(() -> head.begin(200).decimal(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsTheSecondThatItIs() {
        assertThat(written(head.begin(200).date(784_111_777_000L))).endsWith("date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
        assertThat(written(head.begin(200).date(784_111_777_999L))).endsWith("date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
        assertThat(written(head.begin(200).date(784_111_778_000L))).endsWith("date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
    }

    @Test
    void growsAndIsEmptyForTheNextOne() {
        String long1 = "x".repeat(5_000);

        assertThat(written(head.begin(200).ascii(long1).put(new byte[] {'y', 'z'}, 1, 1)))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + long1 + "z");
        assertThat(written(head.begin(200).end())).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
    }

    private static String written(AnswerHead head) {
        ByteBuf out = Unpooled.buffer(head.length());
        head.writeTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
