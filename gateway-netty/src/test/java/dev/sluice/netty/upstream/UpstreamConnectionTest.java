package dev.sluice.netty.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.request.Method;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.testing.TestProviders;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UpstreamConnectionTest {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

    private static final Origin ORIGIN = new Origin(false, "127.0.0.1", 1);

    private final LateClose lateClose = new LateClose();
    private final EmbeddedChannel channel = new EmbeddedChannel(lateClose);
    private final UpstreamPool pool = new UpstreamPool(
            new Loop(0, channel.eventLoop(), LoopListener.SILENT),
            new OriginShare(),
            new Connector(new UpstreamTransport(
                    NioSocketChannel::new, DefaultAddressResolverGroup.INSTANCE, new UpstreamTls())),
            TestProviders.at(ORIGIN),
            ORIGIN);
    private final UpstreamConnection connection = new UpstreamConnection(pool, channel);
    private final Heard heard = new Heard();

    /** Closes only when it is told to, as TLS does, which says goodbye first. */
    private static final class LateClose extends ChannelOutboundHandlerAdapter {

        private @Nullable ChannelPromise asked;

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            asked = promise;
        }
    }

    /** What an attempt hears. */
    private static final class Heard implements AnswerListener {

        private final List<String> all = new ArrayList<>();

        @Override
        public void head(ResponseHead head) {
            all.add("head");
        }

        @Override
        public void body(ByteBuf read, Ranges data) {
            all.add("body");
            read.release();
        }

        @Override
        public void readComplete() {}

        @Override
        public void writable() {}

        @Override
        public void ended() {
            all.add("ended");
        }

        @Override
        public void failed(Failure.Code code) {
            all.add("failed");
        }
    }

    @Test
    void goesBackToItsPoolAfterAnAnswer() {
        lease();
        channel.writeInbound(Unpooled.copiedBuffer(ANSWER, US_ASCII));

        assertThat(heard.all).containsExactly("head", "body", "ended");
        assertThat(pool.idle()).isOne();
    }

    @Test
    void doesNotGoBackToItsPoolWhenItWasGivenUp() {
        lease();
        connection.abandon();
        channel.writeInbound(Unpooled.copiedBuffer(ANSWER, US_ASCII));

        assertThat(lateClose.asked).isNotNull();
        assertThat(channel.isActive()).isTrue();
        assertThat(heard.all).isEmpty();
        assertThat(pool.idle()).isZero();
    }

    private void lease() {
        channel.pipeline().addLast(connection);
        connection.lease(heard);
        connection.expect(Method.POST);
    }
}
