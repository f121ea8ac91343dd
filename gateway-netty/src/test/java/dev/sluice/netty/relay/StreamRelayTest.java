package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.wire.Framing;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamRelayTest {

    private static final String CHUNKED_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String CLOSE_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    private static final String ROLE =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],"
                    + "\"usage\":null}\n\n";
    private static final String HELLO =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße\"}}],\"usage\":null}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String STREAM = ROLE + HELLO + FINISH + USAGE + DONE;
    private static final String LAST = "0\r\n\r\n";

    @Test
    void passesAReadThatIsWholeChunksOnInItsOwnBuffer() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);

        ByteBuf read = relaying.feed(chunk(HELLO) + chunk(FINISH));

        List<ByteBuf> written = relaying.written();
        assertThat(written).hasSize(1);
        assertThat(written.get(0)).isSameAs(read);
        assertThat(read.toString(UTF_8)).isEqualTo(chunk(HELLO) + chunk(FINISH));
        read.release();
    }

    @Test
    void passesWholeChunksOnInTheirOwnBufferAlsoWhereTheUsageIsHidden() {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);

        ByteBuf read = relaying.feed(chunk(HELLO));

        List<ByteBuf> written = relaying.written();
        assertThat(written).hasSize(1);
        assertThat(written.get(0)).isSameAs(read);
        read.release();
    }

    @Test
    void givesNewSizeLinesToDataOfAReadThatIsNotWholeChunks() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        String chunks = chunk(HELLO);
        relaying.feed(chunks + chunks.substring(0, 10));
        relaying.feed(chunks.substring(10));

        String first = HELLO + HELLO.substring(0, 6);
        assertThat(relaying.text()).isEqualTo(chunk(first) + chunk(HELLO.substring(6)));
    }

    @Test
    void dropsChunkExtensionsAndTrailers() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(HELLO).replaceFirst("\r\n", ";secret=1\r\n") + "0\r\nx-trailer: 1\r\n\r\n");

        assertThat(relaying.text()).isEqualTo(chunk(HELLO) + LAST);
        assertThat(relaying.ended()).isTrue();
    }

    @Test
    void chunksAStreamThatEndsWithItsConnection() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CLOSE_HEAD);
        relaying.feed(STREAM);

        assertThat(relaying.text()).isEqualTo(chunk(STREAM));
    }

    @Test
    void givesAnOldClientTheDataAlone() {
        Relaying relaying = Relaying.stream(Framing.CLOSE);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(ROLE) + chunk(HELLO));
        relaying.feed(chunk(DONE) + LAST);

        assertThat(relaying.text()).isEqualTo(ROLE + HELLO + DONE);
    }

    @Test
    void looksTheSameToTheClientHoweverTheReadsAreCut() {
        byte[] wire = (CHUNKED_HEAD
                        + chunk(ROLE)
                        + chunk(HELLO + FINISH.substring(0, 9))
                        + chunk(FINISH.substring(9))
                        + chunk(USAGE)
                        + chunk(DONE)
                        + LAST)
                .getBytes(UTF_8);
        for (int cut = 1; cut < wire.length; cut++) {
            assertThat(relayed(Relaying.stream(Framing.CHUNKED), wire, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(STREAM);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 64, 100_000})
    void leavesTheUsageOutHoweverChunksAndReadsAreCut(int chunkSize) {
        byte[] wire = (CHUNKED_HEAD + chunks(STREAM, chunkSize) + LAST).getBytes(UTF_8);
        for (int cut = 1; cut < wire.length; cut++) {
            Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
            assertThat(relayed(relaying, wire, cut)).as("cut at %d", cut).isEqualTo(ROLE + HELLO + FINISH + DONE);
            assertThat(relaying.relay().usage().input()).isEqualTo(3);
            assertThat(relaying.relay().usage().output()).isEqualTo(2);
        }
    }

    @Test
    void leavesTheUsageOutOfAStreamReadByteByByte() {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        byte[] wire = (CHUNKED_HEAD + chunk(STREAM) + LAST).getBytes(UTF_8);
        for (int i = 0; i < wire.length; i++) {
            relaying.feed(wire, i, i + 1);
        }
        assertThat(Relaying.unchunked(relaying.bytes(), LAST)).isEqualTo(ROLE + HELLO + FINISH + DONE);
    }

    @Test
    void leavesTheUsageOutOfAStreamWithTwoByteLineEnds() {
        byte[] wire = (CHUNKED_HEAD + chunk(STREAM.replace("\n", "\r\n")) + LAST).getBytes(UTF_8);
        String expected = (ROLE + HELLO + FINISH + DONE).replace("\n", "\r\n");
        for (int cut = 1; cut < wire.length; cut++) {
            assertThat(relayed(Relaying.streamHidingUsage(Framing.CHUNKED), wire, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
    }

    @Test
    void commitsWithTheFirstOutputAndFlushesWhatWaitedForItVerbatim() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(": ping\n\n"));
        relaying.feed(chunk(ROLE));
        relaying.feed(chunk("event: ping\ndata: {\"type\":\"ping\",\"choices\":[]}\n\n"));
        relaying.feed(chunk(HELLO.substring(0, 20)));
        assertThat(relaying.commits()).isZero();
        assertThat(relaying.relay().committed()).isFalse();
        assertThat(relaying.bytes()).isEmpty();

        relaying.feed(chunk(HELLO.substring(20)));

        assertThat(relaying.commits()).isOne();
        assertThat(relaying.outputs()).isOne();
        assertThat(Relaying.unchunked(relaying.bytes(), ""))
                .isEqualTo(": ping\n\n" + ROLE + "event: ping\ndata: {\"type\":\"ping\",\"choices\":[]}\n\n" + HELLO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\"}}]}}]}\n\n",
                "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n",
                "data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}\n\n",
                "data: [DONE]\n\n",
                "data: not JSON at all\n\n",
            })
    void commitsWithWhatMustNotWait(String event) {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(ROLE) + chunk(event));

        assertThat(relaying.commits()).isOne();
        assertThat(Relaying.unchunked(relaying.bytes(), "")).isEqualTo(ROLE + event);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsAnErrorBeforeAnyOutputUntilItIsJudged(boolean hidesUsage) {
        Relaying relaying = hidesUsage ? Relaying.streamHidingUsage(Framing.CHUNKED) : Relaying.stream(Framing.CHUNKED);
        String error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(ROLE) + chunk(error));
        relaying.feed(chunk("data: [DONE]\n\n"));

        assertThat(relaying.errors()).isOne();
        assertThat(relaying.commits()).isZero();
        assertThat(new String(relaying.relay().heldBytes(), UTF_8)).startsWith(ROLE + error);

        relaying.relay().commitNow();
        relaying.feed(LAST);

        assertThat(relaying.commits()).isOne();
        assertThat(Relaying.unchunked(relaying.bytes(), LAST)).isEqualTo(ROLE + error + "data: [DONE]\n\n");
    }

    @Test
    void commitsWhenMoreThanTheBoundWaits() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        String ping = ": " + "p".repeat(1000) + "\n\n";
        StringBuilder pings = new StringBuilder();
        while (pings.length() + ping.length() <= Relay.MAX_HELD) {
            relaying.feed(chunk(ping));
            pings.append(ping);
        }
        assertThat(relaying.commits()).isZero();

        relaying.feed(chunk(ping));

        assertThat(relaying.commits()).isOne();
        assertThat(relaying.outputs()).isZero();
        assertThat(Relaying.unchunked(relaying.bytes(), "")).isEqualTo(pings + ping);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 4096, 60_000})
    void passesAnEventThatIsTooLongToBeHeldOnBeforeItsEnd(int readSize) {
        String huge = "data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(200_000) + "\"}}]}\n\n";
        String stream = ROLE + huge + USAGE + DONE;
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        byte[] wire = (CHUNKED_HEAD + chunks(stream, 3000)).getBytes(UTF_8);
        byte[] end = LAST.getBytes(UTF_8);
        java.io.ByteArrayOutputStream seen = new java.io.ByteArrayOutputStream();
        boolean passedEarly = false;
        for (int from = 0; from < wire.length; from += readSize) {
            relaying.feed(wire, from, Math.min(wire.length, from + readSize));
            seen.writeBytes(relaying.bytes());
            passedEarly |= from + readSize < 150_000 && seen.size() > 0;
        }
        relaying.feed(end, 0, end.length);
        seen.writeBytes(relaying.bytes());

        assertThat(passedEarly).isTrue();
        assertThat(Relaying.unchunked(seen.toByteArray(), LAST)).isEqualTo(ROLE + huge + DONE);
    }

    @Test
    void commitsAtTheEndOfAStreamWithoutOutput() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(ROLE) + LAST);

        assertThat(relaying.commits()).isOne();
        assertThat(relaying.text()).isEqualTo(chunk(ROLE) + LAST);
    }

    @Test
    void passesAnUnfinishedEventOnWhenItsStreamEnds() {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(HELLO + "data: [DONE]\n") + LAST);

        assertThat(Relaying.unchunked(relaying.bytes(), LAST)).isEqualTo(HELLO + "data: [DONE]\n");
    }

    @Test
    void knowsWhereTheClientStands() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(HELLO));
        assertThat(relaying.relay().atBoundary()).isTrue();
        relaying.feed(chunk(FINISH.substring(0, 30)));
        assertThat(relaying.relay().atBoundary()).isFalse();
        relaying.feed(chunk(FINISH.substring(30)));
        assertThat(relaying.relay().atBoundary()).isTrue();
        assertThat(relaying.relay().complete()).isFalse();
        relaying.feed(chunk("data: [DONE]\n"));
        assertThat(relaying.relay().complete()).isFalse();
        relaying.feed(chunk("\n"));
        assertThat(relaying.relay().complete()).isTrue();
        relaying.bytes();
    }

    @Test
    void keepsTheClientAtABoundaryWhereAnUnfinishedEventWaits() {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(HELLO + FINISH.substring(0, 30)));

        assertThat(relaying.text()).isEqualTo(chunk(HELLO));
        assertThat(relaying.relay().atBoundary()).isTrue();
        relaying.relay().release();
    }

    @Test
    void reportsAnErrorInsideOfTheStream() {
        Relaying relaying = Relaying.stream(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        relaying.feed(chunk(HELLO) + chunk("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"));

        assertThat(relaying.errors()).isOne();
        relaying.bytes();
    }

    @Test
    void releasesWhatItHoldsMoreThanOnce() {
        Relaying relaying = Relaying.streamHidingUsage(Framing.CHUNKED);
        relaying.feed(CHUNKED_HEAD);
        ByteBuf read = relaying.feed(chunk(ROLE) + chunk(HELLO.substring(0, 9)));
        assertThat(read.refCnt()).isPositive();

        relaying.relay().release();
        relaying.relay().release();

        assertThat(read.refCnt()).isZero();
    }

    private static String relayed(Relaying relaying, byte[] wire, int cut) {
        relaying.feed(wire, 0, cut);
        relaying.feed(wire, cut, wire.length);
        assertThat(relaying.ended()).isTrue();
        return Relaying.unchunked(relaying.bytes(), LAST);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n";
    }

    /** The text in chunks of so many characters. */
    private static String chunks(String text, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < text.length(); from += size) {
            chunks.append(chunk(text.substring(from, Math.min(text.length(), from + size))));
        }
        return chunks.toString();
    }
}
