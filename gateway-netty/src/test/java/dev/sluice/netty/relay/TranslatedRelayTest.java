package dev.sluice.netty.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.dialect.translate.TranslatedStream;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseDecoder;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What becomes of words that a translation has only begun to say. */
final class TranslatedRelayTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";

    private final ScratchOutput shared = new ScratchOutput();

    private static String event(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    @Test
    void leavesOutWhatWasNotSaidToItsEnd() {
        Stage stage = new Stage(shared);
        stage.feed(HEAD + event("good"));
        stage.feed(event("broken"));

        assertThat(stage.relay.flaw()).isEqualTo(Code.UPSTREAM_MALFORMED);
        assertThat(stage.text()).isEqualTo("<good>");
    }

    @Test
    void tellsNobodyElseWhatWasBegunWhenABugWasMet() {
        Stage one = new Stage(shared);
        one.fails = true;
        one.feed(HEAD);
        assertThatThrownBy(() -> one.feed(event("secret"))).hasMessage("a bug");

        Stage other = new Stage(shared);
        other.feed(HEAD + event("good"));

        assertThat(one.text()).isEmpty();
        assertThat(other.text()).isEqualTo("<good>");
    }

    /** One stream of a provider, and its client. */
    private static final class Stage implements ResponseDecoder.Sink, Relay.Downstream, TranslatedRelay.Progress {

        private final EmbeddedChannel client = new EmbeddedChannel();
        private final ResponseDecoder decoder = new ResponseDecoder(this);
        private final TranslatedRelay relay;
        private boolean fails;

        private Stage(ScratchOutput shared) {
            StreamReader reader = new OpenAi().streamReader(Endpoint.CHAT_COMPLETIONS);
            relay = new TranslatedRelay(
                    this, reader, new TranslatedRelay.Voice(new Words(shared), shared, true), this, new byte[1024]);
            decoder.expect(Method.POST);
        }

        private void feed(String text) {
            decoder.feed(Unpooled.copiedBuffer(text, UTF_8));
        }

        private String text() {
            client.flushOutbound();
            StringBuilder text = new StringBuilder();
            for (ByteBuf next = client.readOutbound(); next != null; next = client.readOutbound()) {
                text.append(next.toString(UTF_8));
                next.release();
            }
            return text.toString();
        }

        @Override
        public AnswerBody commit() {
            return new AnswerBody(client, Framing.CLOSE, Framing.CLOSE);
        }

        @Override
        public void output() {
            if (fails) {
                throw new IllegalStateException("a bug");
            }
        }

        @Override
        public void error(byte[] bytes, int from, int to) {}

        @Override
        public byte[] errorEvent(Relay.Seam seam) {
            return new byte[0];
        }

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(ByteBuf part, Ranges data) {
            relay.body(part, data);
        }

        @Override
        public void end(ResponseDecoder.Afterwards connection) {}

        @Override
        public void malformed(String why) {
            throw new AssertionError(why);
        }
    }

    /** Repeats the content, and fails in the middle of what is broken. */
    private record Words(ScratchOutput out) implements TranslatedStream {

        @Override
        public void event(byte[] bytes, int from, int to) throws IOException {
            String data = new String(bytes, from, to - from, UTF_8);
            String text = data.replaceAll(".*content\":\"|\".*", "");
            out.write(("<" + text).getBytes(UTF_8));
            if (text.equals("broken")) {
                throw new IOException(text);
            }
            out.write('>');
        }

        @Override
        public void end() {}

        @Override
        public boolean truncate(Usage used) throws IOException {
            out.write("<end>".getBytes(UTF_8));
            return true;
        }
    }
}
