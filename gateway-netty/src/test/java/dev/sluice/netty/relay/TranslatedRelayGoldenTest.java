package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.GoldenFiles;
import dev.sluice.netty.testing.GoldenFiles.Format;
import dev.sluice.netty.testing.GoldenFiles.Pair;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stream of every provider, as clients of every other format get it: the same wherever it is cut. */
final class TranslatedRelayGoldenTest {

    private static final byte[] ERROR = "data: the client's error\n\n".getBytes(UTF_8);

    static Stream<Arguments> streams() {
        return GoldenFiles.pairs().stream()
                .flatMap(pair -> GoldenFiles.names(pair.provider(), "streams").stream()
                        .filter(name -> !name.startsWith("error_"))
                        .map(name -> Arguments.of(pair, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("streams")
    void tellsTheSameWholeByteByByteAndCutAtEveryEvent(Pair pair, String name) {
        byte[] stream = GoldenFiles.given(pair.provider(), "streams", name).getBytes(UTF_8);
        String golden = GoldenFiles.read(pair.golden("streams/" + name));

        assertThat(new Told(pair).feed(stream, 0, stream.length).ended()).isEqualTo(golden);
        Told slow = new Told(pair);
        for (int i = 0; i < stream.length; i++) {
            slow.feed(stream, i, i + 1);
        }
        assertThat(slow.ended()).isEqualTo(golden);
        for (int cut : boundaries(stream)) {
            assertThat(new Told(pair)
                            .feed(stream, 0, cut)
                            .feed(stream, cut, stream.length)
                            .ended())
                    .as("cut at %d", cut)
                    .isEqualTo(golden);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("streams")
    void neverSaysTheEndOfAStreamThatBrokeOff(Pair pair, String name) {
        byte[] stream = GoldenFiles.given(pair.provider(), "streams", name).getBytes(UTF_8);
        String golden = GoldenFiles.read(pair.golden("streams/" + name));
        int before = 0;
        for (int boundary : boundaries(stream)) {
            brokenOff(pair, stream, (before + boundary) / 2, golden);
            brokenOff(pair, stream, boundary - 1, golden);
            brokenOff(pair, stream, boundary, golden);
            before = boundary;
        }
    }

    private static void brokenOff(Pair pair, byte[] stream, int at, String golden) {
        Told told = new Told(pair).feed(stream, 0, at);
        Code flaw = told.relay.finish();
        String text = told.text();
        told.relay.release();

        assertThat(golden).as("broken off at %d", at).startsWith(text);
        assertThat(text).as("no event is begun that is not ended").matches("(?s)|.*\n\n");
        if (flaw == null) {
            assertThat(text).isEqualTo(golden);
        } else {
            assertThat(flaw).isEqualTo(Code.UPSTREAM_CUT);
            // Gemini's streams have no event that says nothing but the end.
            assertThat(text.length()).isLessThan(golden.length() + (pair.client() == Format.GENERATE ? 1 : 0));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sluice.netty.testing.GoldenFiles#pairs")
    void tellsAnErrorWhereItComesAndNothingBehindIt(Pair pair) {
        byte[] stream =
                GoldenFiles.given(pair.provider(), "streams", "error_mid.sse").getBytes(UTF_8);
        String whole = new Told(pair).feed(stream, 0, stream.length).ended();
        Told slow = new Told(pair);
        for (int i = 0; i < stream.length; i++) {
            slow.feed(stream, i, i + 1);
        }

        assertThat(whole).endsWith(new String(ERROR, UTF_8)).isEqualTo(slow.ended());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sluice.netty.testing.GoldenFiles#pairs")
    void saysNothingBeforeAnErrorThatComesFirst(Pair pair) {
        byte[] stream = GoldenFiles.given(pair.provider(), "streams", "error_before.sse")
                .getBytes(UTF_8);
        Told told = new Told(pair);
        for (int i = 0; i < stream.length; i++) {
            told.feed(stream, i, i + 1);
        }

        assertThat(told.text()).isEmpty();
        assertThat(told.relay.committed()).isFalse();
        told.relay.release();
    }

    private static List<Integer> boundaries(byte[] stream) {
        List<Integer> boundaries = new java.util.ArrayList<>();
        int at = 0;
        for (String event : GoldenFiles.events(new String(stream, UTF_8))) {
            at += event.getBytes(UTF_8).length;
            boundaries.add(at);
        }
        return boundaries;
    }

    /** A client that hears what a relay says of what it is fed. */
    private static final class Told implements Relay.Downstream, TranslatedRelay.Progress {

        private final EmbeddedChannel client = new EmbeddedChannel();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final TranslatedRelay relay;

        Told(Pair pair) {
            ScratchOutput output = new ScratchOutput();
            Asked asked = new Asked(
                    "0123456789abcdef0123456789abcdef", 1_700_000_000L, "our-model", true, Asked.Framing.EVENTS);
            relay = new TranslatedRelay(
                    this,
                    pair.provider().dialect().streamReader(pair.provider().streaming()),
                    new TranslatedRelay.Voice(
                            pair.client().servedBy(pair.provider()).stream(asked, output), output, true),
                    this,
                    new byte[64 * 1024]);
        }

        Told feed(byte[] bytes, int from, int to) {
            if (from < to) {
                Ranges data = new Ranges();
                data.add(0, to - from);
                relay.body(
                        PooledByteBufAllocator.DEFAULT.directBuffer(to - from).writeBytes(bytes, from, to - from),
                        data);
                assertThat(relay.flaw()).isNull();
            }
            return this;
        }

        /** All that was told, when the provider's answer has ended well. */
        String ended() {
            assertThat(relay.finish()).isNull();
            relay.end();
            relay.release();
            return text();
        }

        String text() {
            client.flushOutbound();
            for (ByteBuf next = client.readOutbound(); next != null; next = client.readOutbound()) {
                byte[] copy = new byte[next.readableBytes()];
                next.readBytes(copy);
                next.release();
                written.writeBytes(copy);
            }
            return written.toString(UTF_8);
        }

        @Override
        public AnswerBody commit() {
            return new AnswerBody(client, Framing.CLOSE, Framing.CHUNKED);
        }

        @Override
        public void output() {}

        @Override
        public void error(byte[] bytes, int from, int to) {}

        @Override
        public byte[] errorEvent(Relay.Seam seam) {
            return ERROR;
        }
    }
}
