package dev.sluice.core.store.redis;

import dev.sluice.core.store.RedisUrl;
import dev.sluice.core.store.RedisUrl.Mode;
import dev.sluice.core.store.RedisUrl.Node;
import dev.sluice.core.store.StoreSettings;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.Transports;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two connections to a server, to whichever sentinels say is the master, or to a cluster: one for commands, one that
 * listens. They come back by themselves; what is sent meanwhile is refused at once, and what was not answered is not
 * sent again, since it may have been done. Thread-safe.
 */
final class Client implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 50_000;
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final int MOST_HASTY = 5;
    private static final int THREADS = 2;

    private final ClientResources resources;
    private final Readers readers;
    private final AbstractRedisClient client;
    private final StatefulConnection<String, byte[]> connection;
    private final RedisClusterAsyncCommands<String, byte[]> commands;
    private final StatefulRedisPubSubConnection<String, byte[]> listening;

    private Client(
            ClientResources resources,
            AbstractRedisClient client,
            StatefulConnection<String, byte[]> connection,
            RedisClusterAsyncCommands<String, byte[]> commands,
            StatefulRedisPubSubConnection<String, byte[]> listening) {
        this.resources = resources;
        Executor threads = resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass());
        this.readers = new Readers(threads, resources.ioThreadPoolSize());
        this.client = client;
        this.connection = connection;
        this.commands = commands;
        this.listening = listening;
    }

    /** Connects; blocks, within bounds. Throws what Lettuce throws. */
    static Client connect(StoreSettings.Redis settings) {
        for (int again = 0; ; again++) {
            try {
                return connectOnce(settings);
            } catch (RuntimeException e) {
                if (again == MOST_HASTY || !wasHasty(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * A connection that Redis refuses and closes at once may be gone before Lettuce has looked what was said: it then
     * tells only that, and not why.
     */
    private static boolean wasHasty(@Nullable Throwable failure) {
        return failure != null
                && (String.valueOf(failure.getMessage()).contains("RedisHandshakeHandler not registered")
                        || wasHasty(failure.getCause()));
    }

    private static Client connectOnce(StoreSettings.Redis settings) {
        RedisUrl url = RedisUrl.parse(settings.url());
        ClientResources resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.exponential(20, 1_000, TimeUnit.MILLISECONDS, 2))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        AbstractRedisClient client = null;
        try {
            if (url.mode() == Mode.CLUSTER) {
                RedisClusterClient cluster = RedisClusterClient.create(
                        resources,
                        url.nodes().stream().map(node -> uri(url, node)).toList());
                client = cluster;
                cluster.setOptions(clusterOptions(settings));
                StatefulRedisClusterConnection<String, byte[]> connection = cluster.connect(CODEC);
                connectToAll(connection);
                return new Client(resources, cluster, connection, connection.async(), cluster.connectPubSub(CODEC));
            }
            RedisClient server =
                    RedisClient.create(resources, uri(url, url.nodes().get(0)));
            client = server;
            server.setOptions(options(ClientOptions.builder(), settings).build());
            StatefulRedisConnection<String, byte[]> connection = server.connect(CODEC);
            return new Client(resources, server, connection, connection.async(), server.connectPubSub(CODEC));
        } catch (RuntimeException e) {
            end(client, resources);
            throw e;
        }
    }

    /** What is sent to a node to which there is no connection yet is refused. */
    private static void connectToAll(StatefulRedisClusterConnection<String, byte[]> connection) {
        masters(connection).forEach(CompletableFuture::join);
    }

    private static List<CompletableFuture<StatefulRedisConnection<String, byte[]>>> masters(
            StatefulRedisClusterConnection<String, byte[]> connection) {
        return connection.getPartitions().stream()
                .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM))
                .map(RedisClusterNode::getUri)
                .map(node -> connection.getConnectionAsync(node.getHost(), node.getPort()))
                .toList();
    }

    RedisClusterAsyncCommands<String, byte[]> commands() {
        return commands;
    }

    /** The connection for commands, to be listened to. */
    StatefulConnection<String, byte[]> connection() {
        return connection;
    }

    /** The connection that only listens. */
    StatefulRedisPubSubConnection<String, byte[]> listening() {
        return listening;
    }

    /** The threads that write to Redis and read what it says. */
    Readers readers() {
        return readers;
    }

    /** How many of the two are open; those to other nodes of a cluster are not counted. */
    int open() {
        return (connection.isOpen() ? 1 : 0) + (listening.isOpen() ? 1 : 0);
    }

    /**
     * Gives up a connection over which nothing is answered, so that a new one is made, to the master of that time; of a
     * cluster those to all masters, since it is not known which of them is silent.
     */
    void reconnect() {
        if (connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster) {
            masters(cluster).forEach(node -> node.thenAccept(Client::disconnect));
        } else {
            disconnect(connection);
        }
    }

    private static void disconnect(StatefulConnection<String, byte[]> connection) {
        if (connection instanceof RedisChannelHandler<?, ?> handler
                && handler.getChannelWriter() instanceof DefaultEndpoint endpoint) {
            endpoint.disconnect();
        }
    }

    @Override
    public void close() {
        end(client, resources);
    }

    private static void end(@Nullable AbstractRedisClient client, ClientResources resources) {
        if (client != null) {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private static RedisURI uri(RedisUrl url, Node node) {
        RedisURI.Builder builder;
        if (url.mode() == Mode.SENTINEL) {
            builder = RedisURI.Builder.sentinel(node.host(), node.port(), url.master());
            List<Node> others = url.nodes().subList(1, url.nodes().size());
            others.forEach(other -> builder.withSentinel(other.host(), other.port()));
        } else {
            builder = RedisURI.Builder.redis(node.host(), node.port());
        }
        if (url.password() != null && url.user().isEmpty()) {
            builder.withPassword(url.password().value().toCharArray());
        } else if (url.password() != null) {
            builder.withAuthentication(url.user(), url.password().value().toCharArray());
        }
        return builder.withSsl(url.tls())
                .withDatabase(url.database())
                .withClientName("sluice")
                .withTimeout(ANSWER)
                .build();
    }

    private static ClusterClientOptions clusterOptions(StoreSettings.Redis settings) {
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(Duration.ofSeconds(30))
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .build();
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder().topologyRefreshOptions(refresh);
        options(builder, settings);
        return builder.build();
    }

    private static <B extends ClientOptions.Builder> B options(B builder, StoreSettings.Redis settings) {
        builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .requestQueueSize(MOST_WAITING)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                // Who waits for a command has a deadline of its own.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
        if (settings.ca() != null) {
            builder.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(settings.ca().toFile())
                    .handshakeTimeout(ANSWER)
                    .build());
        }
        return builder;
    }
}
