package dev.sluice.netty.simulate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running simulated provider. Several can run in one process; each has its own event loops. Thread-safe: start it,
 * ask it and close it from anywhere but its own event loops.
 */
public final class SimulatedProvider implements AutoCloseable {

    /** The largest body it takes. */
    static final int MAX_BODY = 64 << 20;

    private static final int MAX_LINE = 64 << 10;
    private static final int MAX_HEADERS = 128 << 10;

    private final KeyBook keys;
    private final Tally tally;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoopGroup loops;
    private final Channel server;

    private SimulatedProvider(Options options) {
        keys = new KeyBook(options.keys(), options.strict() ? new KeyBehaviour.Revoked() : KeyBehaviour.FINE);
        Tokenizer.Counting counting = options.accounting().tokenizer().counting();
        tally = new Tally(keys, new Ledger(options.accounting().lines()), counting);
        boolean epoll = Epoll.isAvailable();
        loops = new MultiThreadIoEventLoopGroup(
                options.threads(),
                new DefaultThreadFactory("simulate", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Class<? extends ServerChannel> kind = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline(new Answers(options, counting)))
                .bind(options.listen())
                .awaitUninterruptibly();
        server = bound.channel();
        Throwable cause = bound.cause();
        if (cause != null) {
            shutDown();
            throw new UncheckedIOException(
                    "cannot listen on " + address(options.listen()) + ": " + cause.getMessage(),
                    cause instanceof IOException io ? io : new IOException(cause));
        }
    }

    /**
     * Starts a provider and waits until it listens.
     *
     * @throws UncheckedIOException when it cannot, naming the address
     */
    public static SimulatedProvider start(Options options) {
        return new SimulatedProvider(options);
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The base for a client: scheme, address and port, without a path. */
    public String url() {
        return "http://" + address((InetSocketAddress) server.localAddress());
    }

    /** What it counted. An answer's outcome is counted just after its last byte left: await it, when it matters. */
    public Stats stats() {
        return tally.stats();
    }

    /** The last request received. */
    public Optional<Received> last() {
        return Optional.ofNullable(tally.last());
    }

    /**
     * A key, to change how it is treated. Besides the known ones there are {@code unknown}, for all others, and
     * {@code none}, for requests without one.
     *
     * @throws IllegalArgumentException when there is none with this name
     */
    public SimulatedKey key(String name) {
        return keys.named(name);
    }

    /** Calls the listener, on an event loop, with each complete request, before it is answered. */
    public void onRequest(Consumer<Received> listener) {
        tally.onRequest(listener);
    }

    /** Calls the listener, on an event loop, whenever a client closes its connection before its answer is over. */
    public void onAbandoned(Consumer<Abandonment> listener) {
        tally.onAbandoned(listener);
    }

    /** Closes the port and all connections, and waits for that. Listeners hear nothing of it. */
    @Override
    public void close() {
        tally.forgetListeners();
        server.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        shutDown();
    }

    private void shutDown() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private ChannelInitializer<Channel> pipeline(Answers answers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                connections.add(channel);
                HttpDecoderConfig limits = new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(MAX_HEADERS);
                Connection connection = new Connection(answers, keys, tally);
                channel.pipeline()
                        .addLast(new HttpServerCodec(limits))
                        .addLast(new HeadKeeper(connection))
                        .addLast(new HttpObjectAggregator(MAX_BODY))
                        .addLast(connection);
            }
        };
    }

    private static String address(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
