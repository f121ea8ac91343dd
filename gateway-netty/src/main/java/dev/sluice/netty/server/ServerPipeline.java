package dev.sluice.netty.server;

import dev.sluice.netty.exchange.ExchangeHandler;
import dev.sluice.netty.exchange.ExchangeLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts together the pipeline of each client connection, in order. Thread-safe: all event loops share it. */
@ChannelHandler.Sharable
final class ServerPipeline extends ChannelInboundHandlerAdapter {

    private final ClientConnections connections;
    private final Function<Channel, ExchangeLoop> loops;
    private volatile @Nullable SslContext tls;

    /** @param loops gives what exchanges share on a channel's event loop */
    ServerPipeline(ClientConnections connections, Function<Channel, ExchangeLoop> loops) {
        this.connections = connections;
        this.loops = loops;
    }

    /** New connections use this context from now on; null: plain HTTP. */
    void tls(@Nullable SslContext context) {
        tls = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // First of all: a connection above the bound must not cost a handshake.
        if (!connections.admit(ctx.channel())) {
            ctx.close();
            return;
        }
        // Before anything that reads: what follows sees plain HTTP.
        SslContext secured = tls;
        if (secured != null) {
            ctx.pipeline().addLast(secured.newHandler(ctx.alloc()));
        }
        // Last: parses requests strictly and runs their exchanges; one handler, for each hop costs on every event.
        ctx.pipeline().addLast(new ExchangeHandler(loops.apply(ctx.channel()), ctx.channel()));
        ctx.pipeline().remove(this);
    }
}
