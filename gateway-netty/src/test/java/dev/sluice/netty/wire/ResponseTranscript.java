package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Method;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what a {@link ResponseDecoder} says, a line a head, a body, an end; and relays chunked bodies as a
 * gateway does: verbatim parts as they are, the data of others in chunks of its own.
 */
final class ResponseTranscript implements ResponseDecoder.Sink {
    final List<String> lines = new ArrayList<>();
    final List<String> verbatim = new ArrayList<>();
    final StringBuilder relayed = new StringBuilder();
    final ResponseDecoder decoder = new ResponseDecoder(this);
    private final StringBuilder data = new StringBuilder();
    private boolean chunked;

    ResponseTranscript expect(Method method) {
        decoder.expect(method);
        return this;
    }

    @Override
    public void head(ResponseHead head) {
        chunked = head.framing() == Framing.CHUNKED;
        byte[] bytes = head.headers().bytes();
        String reason = new String(bytes, head.reasonStart(), head.reasonEnd() - head.reasonStart(), ISO_8859_1);
        lines.add(head.status() + " " + reason + "|" + head.framing()
                + (head.http10() ? " 1.0" : "")
                + (head.keepAlive() ? "" : " close")
                + (head.contentLength() >= 0 ? " length " + head.contentLength() : "")
                + (head.contentEncoded() ? " encoded" : "")
                + (head.eventStream() ? " events" : ""));
        assertThat(head.chunked()).isEqualTo(chunked || head.framing() == Framing.NONE && head.chunked());
    }

    @Override
    public void body(ByteBuf part, Ranges ranges) {
        String whole = part.toString(ISO_8859_1);
        assertThat(ranges.size()).isPositive();
        int at = part.readerIndex();
        int bytes = 0;
        for (int i = 0; i < ranges.size(); i++) {
            int length = ranges.to(i) - ranges.from(i);
            assertThat(ranges.from(i)).isGreaterThanOrEqualTo(at);
            assertThat(length).isPositive();
            at = ranges.to(i);
            bytes += length;
            String piece = part.toString(ranges.from(i), length, ISO_8859_1);
            data.append(piece);
            if (chunked && !ranges.verbatim()) {
                relayed.append(Integer.toHexString(length))
                        .append("\r\n")
                        .append(piece)
                        .append("\r\n");
            }
        }
        assertThat(at).isLessThanOrEqualTo(part.writerIndex());
        assertThat(bytes).isEqualTo(ranges.bytes());
        if (ranges.verbatim()) {
            verbatim.add(whole);
            relayed.append(whole);
        } else {
            assertThat(chunked).isTrue();
        }
        part.release();
    }

    @Override
    public void end(ResponseDecoder.Afterwards connection) {
        flush();
        relayed.append(chunked ? "0\r\n\r\n" : "");
        lines.add(connection == ResponseDecoder.Afterwards.REUSABLE ? "end, reusable" : "end");
    }

    @Override
    public void malformed(String why) {
        flush();
        lines.add("malformed");
    }

    /** Everything so far, the body of an unfinished answer included. */
    List<String> soFar() {
        flush();
        return lines;
    }

    private void flush() {
        if (data.length() > 0) {
            lines.add("data " + data);
            data.setLength(0);
        }
    }

    /** What a decoder of the plainest kind makes of a chunked body without extensions and trailers. */
    static String decode(String chunks) {
        StringBuilder decoded = new StringBuilder();
        int at = 0;
        while (true) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line), 16);
            at = line + 2;
            decoded.append(chunks, at, at + size);
            at += size;
            assertThat(chunks.substring(at, at + 2)).isEqualTo("\r\n");
            at += 2;
            if (size == 0) {
                assertThat(at).isEqualTo(chunks.length());
                return decoded.toString();
            }
        }
    }
}
