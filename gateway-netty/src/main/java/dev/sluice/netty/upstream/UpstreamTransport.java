package dev.sluice.netty.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;

/** What connections to providers are made of: channels of the transport in use, asynchronous name look-up, TLS. */
public record UpstreamTransport(
        ChannelFactory<? extends Channel> channels,
        AddressResolverGroup<InetSocketAddress> resolvers,
        UpstreamTls tls) {}
