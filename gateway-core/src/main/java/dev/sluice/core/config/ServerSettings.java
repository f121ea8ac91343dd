package dev.sluice.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data port's settings, compiled: durations in nanoseconds, sizes in bytes, defaults filled in.
 *
 * @param listen where to listen; port 0 takes a free one
 * @param eventLoops how many event loops, at least 1
 * @param maxConnections client connections at the most
 * @param maxBody bytes of one request body at the most
 * @param bodyMemory bytes of all held request bodies at the most
 * @param trustedProxies proxies whose {@code x-forwarded-for} is believed
 * @param forwardHeaders lower-case names of request headers that go upstream besides the allow-list
 * @param sluiceHeaders whether answers carry the {@code x-sluice-*} headers
 * @param tls certificate and key; null: plain HTTP
 */
public record ServerSettings(
        InetSocketAddress listen,
        int eventLoops,
        int maxConnections,
        long maxBody,
        long replayLimit,
        long bodyMemory,
        Deadlines deadlines,
        List<Cidr> trustedProxies,
        List<String> forwardHeaders,
        boolean sluiceHeaders,
        @Nullable Tls tls) {

    public ServerSettings {
        trustedProxies = List.copyOf(trustedProxies);
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    /** Total deadlines towards the client, in nanoseconds. */
    public record Deadlines(long headerNanos, long bodyNanos, long writeNanos, long idleNanos, long drainNanos) {}

    /** PEM files. */
    public record Tls(Path certificate, Path privateKey) {}
}
