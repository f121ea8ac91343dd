package dev.sluice.netty.simulate;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Stands between the codec and the aggregator, and keeps each head's headers as they came: the aggregator changes those
 * of the framing.
 */
final class HeadKeeper extends ChannelInboundHandlerAdapter {

    private final Connection connection;

    HeadKeeper(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            connection.begins(Received.headers(head.headers()));
        }
        context.fireChannelRead(message);
    }
}
