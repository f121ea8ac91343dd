package dev.sluice.netty.server;

import dev.sluice.core.config.ServerSettings;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.estimate.Estimator;
import dev.sluice.core.manage.KeyProbe;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.netty.exchange.Accounting;
import dev.sluice.netty.exchange.AnswerCaches;
import dev.sluice.netty.exchange.BodyMemory;
import dev.sluice.netty.exchange.ExchangeLoop;
import dev.sluice.netty.exchange.Prober;
import dev.sluice.netty.exchange.TranslationPool;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.upstream.UpstreamPools;
import dev.sluice.netty.upstream.UpstreamTls;
import dev.sluice.netty.upstream.UpstreamTransport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data port: binds, accepts, drains, stops. One acceptor spreads connections over the event loops; each loop has
 * its own pools and exchanges. Thread-safe.
 */
public final class GatewayServer implements AutoCloseable {

    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final int BACKLOG = 4096;
    private static final int TRANSLATING_THREADS =
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final long IDLE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Supplier<Snapshot> config;
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, ExchangeLoop> loops;
    private final Prober prober;
    private final ClientConnections connections;
    private final UpstreamTls upstreamTls = new UpstreamTls();
    private final ServerPipeline pipeline;
    private final Channel listener;
    private final BodyMemory bodyMemory;
    private final AnswerCaches caches;
    private final TranslationPool translationPool = new TranslationPool(TRANSLATING_THREADS);
    private final LoopLevels levels;
    private final Estimator estimates = new Estimator();
    private volatile boolean draining;

    /**
     * What a server works with.
     *
     * @param config gives the snapshot that a new request runs under
     * @param homes where responses live that providers keep
     * @param accessLinesDropped how many access lines the log has dropped so far, for the gauge
     */
    public record Collaborators(
            Supplier<Snapshot> config,
            GatewayListener events,
            ResponseHomes homes,
            LongSupplier accessLinesDropped,
            Translations translations,
            Accounting accounting,
            AnswerCaches caches) {}

    private GatewayServer(Collaborators with) {
        this.config = with.config();
        Snapshot start = config.get();
        caches = with.caches();
        caches.apply(start.cache());
        Transport transport = Transport.choose();
        int count = start.server().eventLoops();
        group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), transport.handlers());
        bodyMemory = new BodyMemory(start.server().bodyMemory());
        connections = new ClientConnections(() -> config.get().server().maxConnections());
        List<ExchangeLoop> made = exchangeLoops(transport, with);
        prober = new Prober(made);
        caches.embeddings().serve(made);
        loops = made.stream().collect(Collectors.toMap(each -> each.loop().executor(), each -> each));
        levels = new LoopLevels(
                made,
                bodyMemory,
                new LoopLevels.Health(() -> !draining, with.accounting()::trouble),
                new LoopLevels.Elsewhere(with.accessLinesDropped(), estimates::rough));
        pipeline = new ServerPipeline(connections, this::loopOf);
        pipeline.tls(tls(start.server()));
        listener = listen(transport, start.server());
    }

    /**
     * Starts a server.
     *
     * @throws IllegalStateException when the address cannot be listened on; the message names it
     */
    public static GatewayServer start(Collaborators with) {
        return new GatewayServer(with);
    }

    /** The port that is listened on, also where the configuration leaves the choice open. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What the gauges show. */
    public GatewayState state() {
        return levels;
    }

    /** Asks providers whether keys are good. */
    public KeyProbe prober() {
        return prober;
    }

    /** A new snapshot is in force: takes over what does not travel with requests. */
    public void reloaded(Snapshot snapshot) {
        bodyMemory.max(snapshot.server().bodyMemory());
        caches.apply(snapshot.cache());
        // A renewed certificate is taken up without a restart; connections keep the one they began with.
        pipeline.tls(tls(snapshot.server()));
        upstreamTls.reload();
    }

    /**
     * Stops accepting, lets the requests under way end, at most for {@code drain_timeout}, and then closes everything.
     * Idempotent.
     */
    @Override
    public void close() {
        draining = true;
        listener.close().awaitUninterruptibly();
        long deadline = System.nanoTime() + config.get().server().deadlines().drainNanos();
        for (long left = deadline - System.nanoTime(); connections.count() > 0 && left > 0; ) {
            // Again and again: a connection may have been accepted in the last moment, and be silent.
            connections.closeIdle();
            connections.awaitNone(Math.min(left, IDLE_CHECK_NANOS));
            left = deadline - System.nanoTime();
        }
        connections.closeAll();
        // What is read on for its usage's sake is not waited for; what is yet to be counted is.
        loops.values()
                .forEach(each -> each.loop().executor().submit(each::endDrains).awaitUninterruptibly());
        estimates.close();
        translationPool.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private List<ExchangeLoop> exchangeLoops(Transport transport, Collaborators with) {
        UpstreamTransport upstream = new UpstreamTransport(
                transport.channels(),
                new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                        .datagramChannelFactory(transport.datagrams())
                        .socketChannelFactory(transport.socketChannels())),
                upstreamTls);
        UpstreamPools.Shares shares = new UpstreamPools.Shares();
        ExchangeLoop.Shared shared = new ExchangeLoop.Shared(
                config,
                bodyMemory,
                () -> draining,
                with.homes(),
                with.translations(),
                translationPool,
                estimates,
                with.accounting(),
                with.caches());
        List<ExchangeLoop> made = new ArrayList<>();
        for (var executor : group) {
            int index = made.size();
            Loop loop = new Loop(index, (EventLoop) executor, with.events().onLoop(index));
            made.add(new ExchangeLoop(loop, new UpstreamPools(loop, upstream, shares), shared));
            loop.executor().execute(loop::start);
        }
        return made;
    }

    private static @Nullable SslContext tls(ServerSettings server) {
        return server.tls() == null ? null : ServerTls.context(server.tls());
    }

    private Channel listen(Transport transport, ServerSettings server) {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channelFactory(transport.serverChannels())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
                .childHandler(pipeline)
                .bind(server.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IllegalStateException(
                    "cannot listen on " + server.listen().getHostString() + ":"
                            + server.listen().getPort() + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    private ExchangeLoop loopOf(Channel channel) {
        ExchangeLoop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a channel on a foreign event loop");
        }
        return loop;
    }
}
