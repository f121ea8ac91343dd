package dev.sluice.netty.upstream;

import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.netty.loop.Loop;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one event loop, one a provider's address. Only its loop takes from them; the counts may be read by
 * others.
 */
public final class UpstreamPools {

    private final Loop loop;
    private final Connector connector;
    private final Shares shares;
    private final Map<PoolKey, UpstreamPool> pools = new ConcurrentHashMap<>();
    private @Nullable UpstreamPool last;

    /** What must be equal for two requests to use one connection. */
    private record PoolKey(
            String provider, Origin origin, @Nullable Path ca) {
        static PoolKey of(Provider provider, Origin origin) {
            return new PoolKey(provider.name(), origin, provider.limits().ca());
        }
    }

    /** What the pools of all loops share. Thread-safe. */
    public static final class Shares {
        private final Map<PoolKey, OriginShare> byKey = new ConcurrentHashMap<>();

        private OriginShare of(PoolKey key) {
            return byKey.computeIfAbsent(key, missing -> new OriginShare());
        }
    }

    public UpstreamPools(Loop loop, UpstreamTransport transport, Shares shares) {
        this.loop = loop;
        this.connector = new Connector(transport);
        this.shares = shares;
    }

    /** The connections to one of a provider's addresses. */
    @SuppressWarnings("ReferenceEquality") // Of one snapshot there is one of each: another one only costs a look-up.
    UpstreamPool of(Provider provider, Origin origin) {
        UpstreamPool pool = last;
        if (pool == null || pool.provider() != provider || pool.origin() != origin) {
            PoolKey key = PoolKey.of(provider, origin);
            pool = pools.computeIfAbsent(
                    key, missing -> new UpstreamPool(loop, shares.of(key), connector, provider, origin));
            pool.now(provider, origin);
            last = pool;
        }
        return pool;
    }

    /** Tells the counts of all pools; from any thread. */
    public void visit(GatewayState.ConnectionVisitor visitor) {
        for (UpstreamPool pool : pools.values()) {
            int label = pool.provider().label();
            visitor.visit(Side.UPSTREAM, label, ConnectionState.ACTIVE, pool.active());
            visitor.visit(Side.UPSTREAM, label, ConnectionState.IDLE, pool.idle());
            visitor.visit(Side.UPSTREAM, label, ConnectionState.PENDING, pool.pending());
        }
    }
}
