package dev.sluice.core.config;

import java.time.Duration;

/** Section {@code resilience}. */
public record ResilienceConfig(
        @Key(doc = "Deadlines of an attempt.") TimeoutsConfig timeouts) {

    /** Section {@code resilience.timeouts}. */
    public record TimeoutsConfig(
            @Key(doc = "To be connected, TLS included.", defaultsTo = "5s", atLeast = "1ms", atMost = "1d")
            Duration connect,

            @Key(doc = "Until the first output of a stream.", defaultsTo = "60s", atLeast = "1ms", atMost = "1d")
            Duration firstByte,

            @Key(doc = "For a whole answer that is no stream.", defaultsTo = "600s", atLeast = "1ms", atMost = "1d")
            Duration unary,

            @Key(doc = "Between two reads of a stream.", defaultsTo = "60s", atLeast = "1ms", atMost = "1d")
            Duration stall,

            @Key(doc = "For a whole exchange.", defaultsTo = "900s", atLeast = "1ms", atMost = "1d")
            Duration total) {}
}
