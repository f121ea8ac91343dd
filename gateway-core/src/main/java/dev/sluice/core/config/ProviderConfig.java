package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code providers[]}. */
public record ProviderConfig(
        @Key(doc = "What models, logs and metrics call the provider.")
        String name,

        @Key(doc = "The protocol it speaks: `openai`.") String dialect,

        @Key(doc = "Where it is reached, without `/v1`: the gateway appends each endpoint's path.")
        BaseUrl baseUrl,

        @Key(doc = "The keys that it is called with, in turn; `[]`: it needs none.", defaultsTo = "[]")
        List<ProviderKeyConfig> keys,

        @Key(doc = "Its connections.") Upstream upstream,

        @Key(doc = "What holds towards this provider instead of the general `resilience`.")
        Overrides resilience) {

    /** Section {@code providers[].keys[]}. */
    public record ProviderKeyConfig(
            @Key(doc = "What the log and metrics call the key.")
            String name,

            @Key(doc = "What is sent to the provider.") Secret value) {}

    /** Section {@code providers[].upstream}. */
    public record Upstream(
            @Key(
                    doc = "Open connections at the most, over all event loops.",
                    defaultsTo = "1000",
                    atLeast = "1",
                    atMost = "1000000")
            int maxConnections,

            @Key(
                    doc = "Requests that may wait for a connection; one more is answered with 503.",
                    defaultsTo = "1000",
                    atLeast = "0",
                    atMost = "1000000")
            int maxWaiting,

            @Key(
                    doc = "How long an idle connection is kept; less than the provider keeps it.",
                    defaultsTo = "60s",
                    atLeast = "1ms",
                    atMost = "1d")
            Duration idleTimeout,

            @Key(doc = "How `https` is verified.") UpstreamTls tls) {}

    /** Section {@code providers[].upstream.tls}. */
    public record UpstreamTls(
            @Key(doc = "Certificates to trust, PEM. Absent: those of the platform.") @Nullable
            Path ca) {}

    /** Section {@code providers[].resilience}. */
    public record Overrides(@Key(doc = "Deadlines.") TimeoutOverrides timeouts) {}

    /** Section {@code providers[].resilience.timeouts}. */
    public record TimeoutOverrides(
            @Key(doc = "As `resilience.timeouts.connect`.", atLeast = "1ms", atMost = "1d") @Nullable
            Duration connect,

            @Key(doc = "As `resilience.timeouts.first_byte`.", atLeast = "1ms", atMost = "1d") @Nullable
            Duration firstByte,

            @Key(doc = "As `resilience.timeouts.unary`.", atLeast = "1ms", atMost = "1d") @Nullable
            Duration unary,

            @Key(doc = "As `resilience.timeouts.stall`.", atLeast = "1ms", atMost = "1d") @Nullable
            Duration stall,

            @Key(doc = "As `resilience.timeouts.total`.", atLeast = "1ms", atMost = "1d") @Nullable
            Duration total) {}
}
