package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is well-formed here is so for Netty's own decoder too, and has the same method, body and target. */
class NettyComparisonTest {
    /** Netty keeps a target as it came; here its path counts. */
    private static final Set<String> ABSOLUTE = Set.of("absolute form", "absolute form, https");

    static Stream<Requests.Sound> sound() {
        return Requests.sound();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void agreesWithNettyOnWellFormedRequests(Requests.Sound request) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(), new HttpObjectAggregator(1000));
        channel.writeInbound(Unpooled.copiedBuffer(request.text(), ISO_8859_1));
        FullHttpRequest netty = channel.readInbound();
        assertThat(netty).isNotNull();
        assertThat(netty.decoderResult().isSuccess()).isTrue();
        String head = request.transcript().get(0);
        assertThat(head).startsWith(netty.method().name() + "=");
        if (!ABSOLUTE.contains(request.name())) {
            assertThat(head.replace("|", "")).contains(" " + netty.uri() + " ");
        }
        String body = netty.content().toString(ISO_8859_1);
        assertThat(body.isEmpty() ? "end" : "body " + body)
                .isEqualTo(request.transcript().get(1));
        ReferenceCountUtil.release(netty);
        channel.finishAndReleaseAll();
    }
}
