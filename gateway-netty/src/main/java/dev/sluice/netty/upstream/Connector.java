package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.netty.loop.Causes;
import dev.sluice.netty.loop.Deadlines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections for one pool: looks the name up, tries its addresses one after the other, shakes hands for TLS, all
 * within one connect timeout. Lives on the pool's event loop.
 */
final class Connector {

    private final UpstreamTransport transport;

    /** Told exactly once. */
    interface Result {
        void connected(UpstreamConnection connection);

        void failed(Failure.Code code);
    }

    Connector(UpstreamTransport transport) {
        this.transport = transport;
    }

    void connect(UpstreamPool pool, Result result) {
        new Attempting(pool, result).resolve();
    }

    /** Takes what goes wrong while hands are shaken; the attempt hears of it from the handshake itself. */
    private static final class Handshake extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Causes.note(cause);
            ctx.close();
        }
    }

    /** One connection in the making. */
    private final class Attempting implements Deadlines.Expiry {

        private final UpstreamPool pool;
        private final Provider provider;
        private final Result result;
        private final Deadlines.Timer timer;
        private final long deadline;
        private @Nullable Channel channel;
        private boolean over;

        Attempting(UpstreamPool pool, Result result) {
            this.pool = pool;
            this.provider = pool.provider();
            this.result = result;
            this.timer = pool.loop().deadlines().timer(this);
            this.deadline = System.nanoTime() + provider.timeouts().connectNanos();
        }

        void resolve() {
            timer.set(deadline);
            Origin origin = pool.origin();
            AddressResolver<InetSocketAddress> resolver =
                    transport.resolvers().getResolver(pool.loop().executor());
            Future<List<InetSocketAddress>> found =
                    resolver.resolveAll(InetSocketAddress.createUnresolved(origin.host(), origin.port()));
            found.addListener(done -> {
                if (found.isSuccess() && !found.getNow().isEmpty()) {
                    // Not within the event that asked: it may just have closed a socket, and a new one with the same
                    // descriptor would be told the old one's events of this round.
                    pool.loop().executor().execute(() -> tryAddress(found.getNow(), 0));
                } else {
                    fail(Failure.Code.DNS_FAILED);
                }
            });
        }

        private void tryAddress(List<InetSocketAddress> addresses, int index) {
            if (over) {
                return;
            }
            ChannelFuture connecting = bootstrap(addresses.size() - index).connect(addresses.get(index));
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (connecting.isSuccess()) {
                    secure(connecting.channel());
                } else if (index + 1 < addresses.size()) {
                    tryAddress(addresses, index + 1);
                } else {
                    boolean late = connecting.cause() instanceof ConnectTimeoutException;
                    fail(late ? Failure.Code.CONNECT_TIMEOUT : Failure.Code.CONNECT_FAILED);
                }
            });
        }

        /** Each address gets its share of the time that is left, so that one that is silent leaves some to the next. */
        private Bootstrap bootstrap(int addressesLeft) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            int share = (int) Math.max(1, left / addressesLeft);
            return new Bootstrap()
                    .group(pool.loop().executor())
                    .channelFactory(transport.channels())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    // A provider may answer and close before it has read the request: its answer is still read then.
                    .option(ChannelOption.AUTO_CLOSE, false)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, share)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel made) {
                            if (pool.origin().tls()) {
                                made.pipeline().addLast(transport.tls().handler(made, provider, pool.origin()));
                                made.pipeline().addLast(new Handshake());
                            }
                        }
                    });
        }

        private void secure(Channel connected) {
            SslHandler tls = connected.pipeline().get(SslHandler.class);
            if (tls == null) {
                succeed(connected);
                return;
            }
            tls.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    connected.pipeline().remove(Handshake.class);
                    succeed(connected);
                } else {
                    connected.close();
                    fail(Failure.Code.TLS_FAILED);
                }
            });
        }

        private void succeed(Channel connected) {
            if (over || !connected.isActive()) {
                connected.close();
                fail(Failure.Code.CONNECT_FAILED);
                return;
            }
            finish();
            UpstreamConnection connection = new UpstreamConnection(pool, connected);
            connected.pipeline().addLast(connection);
            result.connected(connection);
        }

        private void fail(Failure.Code code) {
            if (!over) {
                finish();
                result.failed(code);
            }
        }

        private void finish() {
            over = true;
            timer.remove();
        }

        @Override
        public void expired(long now) {
            fail(Failure.Code.CONNECT_TIMEOUT);
            if (channel != null) {
                channel.close();
            }
        }
    }
}
