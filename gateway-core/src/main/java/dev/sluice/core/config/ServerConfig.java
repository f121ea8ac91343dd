package dev.sluice.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code server}. */
public record ServerConfig(
        @Key(doc = "Where to listen; port 0 takes a free one. A change needs a restart.", defaultsTo = "127.0.0.1:8080")
        InetSocketAddress listen,

        @Key(doc = "Serve HTTPS. Absent: plain HTTP.") @Nullable
        Tls tls,

        @Key(
                doc = "How many event loops; 0: one a core, at most 8. A change needs a restart.",
                defaultsTo = "0",
                atLeast = "0",
                atMost = "256")
        int eventLoops,

        @Key(doc = "Client connections at the most.", defaultsTo = "20000", atLeast = "1", atMost = "1000000")
        int maxConnections,

        @Key(doc = "One request body at the most; over it 413.", defaultsTo = "32MiB", atLeast = "1", atMost = "1GiB")
        ByteSize maxBody,

        @Key(
                doc = "How much of a body that is streamed (multipart) is kept for a second attempt.",
                defaultsTo = "4MiB",
                atLeast = "0",
                atMost = "1GiB")
        ByteSize replayLimit,

        @Key(
                doc = "All bodies held whole at one time together, requests and answers to be translated; over it 503."
                        + " 0: a quarter of direct memory.",
                defaultsTo = "0",
                atLeast = "0",
                atMost = "1024GiB")
        ByteSize bodyMemory,

        @Key(
                doc = "From the first byte of a request's head to its end, in total.",
                defaultsTo = "10s",
                atLeast = "1ms",
                atMost = "1d")
        Duration headerTimeout,

        @Key(
                doc = "From the end of a request's head to the end of its body, in total.",
                defaultsTo = "60s",
                atLeast = "1ms",
                atMost = "1d")
        Duration bodyTimeout,

        @Key(
                doc = "How long a client may leave its answer unread before it is cut.",
                defaultsTo = "60s",
                atLeast = "1ms",
                atMost = "1d")
        Duration writeTimeout,

        @Key(
                doc = "How long a connection is kept between two requests.",
                defaultsTo = "75s",
                atLeast = "1ms",
                atMost = "1d")
        Duration idleTimeout,

        @Key(
                doc = "How long requests in flight may take to end when the gateway stops.",
                defaultsTo = "30s",
                atLeast = "0s",
                atMost = "1d")
        Duration drainTimeout,

        @Key(
                doc = "Proxies in front of the gateway: whose `x-forwarded-for` says who the client is.",
                defaultsTo = "[]")
        List<Cidr> trustedProxies,

        @Key(doc = "Names of request headers that go upstream besides the usual ones.", defaultsTo = "[]")
        List<String> forwardHeaders,

        @Key(doc = "Whether answers carry the `x-sluice-*` headers.", defaultsTo = "true")
        boolean sluiceHeaders) {

    /** Section {@code server.tls}. */
    public record Tls(
            @Key(doc = "The certificate and its chain, PEM.")
            Path certificate,

            @Key(doc = "The certificate's private key, PEM (PKCS #8), not encrypted.")
            Path privateKey) {}
}
