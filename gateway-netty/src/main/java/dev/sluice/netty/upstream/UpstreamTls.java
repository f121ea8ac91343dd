package dev.sluice.netty.upstream;

import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * TLS towards providers: BoringSSL where it loads, certificate and host name always verified, SNI sent. One context for
 * each set of trusted certificates serves all loops and resumes sessions. Thread-safe.
 */
public final class UpstreamTls {

    private static final Path PLATFORM = Path.of("");

    private final Map<Path, SslContext> contexts = new ConcurrentHashMap<>();

    /** The files may have changed: new connections read them again. */
    public void reload() {
        contexts.clear();
    }

    /** The handler that secures one connection to a provider. */
    ChannelHandler handler(Channel channel, Provider provider, Origin origin) {
        Path ca = provider.limits().ca();
        SslContext context = contexts.computeIfAbsent(ca == null ? PLATFORM : ca, UpstreamTls::context);
        return context.newHandler(channel.alloc(), origin.host(), origin.port());
    }

    private static SslContext context(Path ca) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .endpointIdentificationAlgorithm("HTTPS");
            if (!ca.equals(PLATFORM)) {
                builder.trustManager(ca.toFile());
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("cannot trust the certificates in " + ca, e);
        }
    }
}
