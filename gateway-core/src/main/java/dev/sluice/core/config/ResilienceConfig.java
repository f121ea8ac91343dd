package dev.sluice.core.config;

import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import java.time.Duration;
import java.util.List;

/** Section {@code resilience}. */
public record ResilienceConfig(
        @Key(
                doc = "Attempts at one target, the first included; not more than `max_attempts`.",
                defaultsTo = "3",
                atLeast = "1",
                atMost = "100")
        int attempts,

        @Key(
                doc = "Attempts over all keys, targets and fallbacks of a request.",
                defaultsTo = "6",
                atLeast = "1",
                atMost = "100")
        int maxAttempts,

        @Key(doc = "The pause before a target is tried again, where the provider does not say how long.")
        BackoffConfig backoff,

        @Key(
                doc = "Which failures are tried again, at the same target and at others. `connect`: no"
                        + " connection, or it ended before any output. `timeout`: no answer in time; the"
                        + " provider may have billed the prompt. `5xx`: a status from 500, 408, 409, or an"
                        + " answer that makes no sense.",
                defaultsTo = "[ connect, 5xx ]",
                oneOf = {"connect", "timeout", "5xx"})
        List<String> retryOn,

        @Key(
                doc = "What is done about a 429. `next_key`: another key of the same target, then another"
                        + " target. `fail_over`: another target. `retry`: the same target after a pause, then"
                        + " another. `relay`: the client gets it.",
                defaultsTo = "next_key")
        OnRateLimit onRateLimit,

        @Key(doc = "When a model at a provider is left alone for a while; by failures in a row, or by" + " their rate.")
        BreakerConfig breaker,

        @Key(doc = "Deadlines of an attempt.") TimeoutsConfig timeouts,

        @Key(
                doc = "Retries of a provider for each request to it, over a sliding minute; ten a minute"
                        + " are free.",
                defaultsTo = "0.2",
                atLeast = "0",
                atMost = "10")
        double retryBudget,

        @Key(doc = "A second attempt for streams that begin late: the one that begins first is relayed.")
        HedgeConfig hedge,

        @Key(doc = "What the health of a model at a provider is told from.")
        HealthConfig health) {

    /** Section {@code resilience.backoff}. */
    public record BackoffConfig(
            @Key(doc = "The first pause.", defaultsTo = "1s", atLeast = "0s", atMost = "1h")
            Duration initial,

            @Key(doc = "How many times longer each next one is.", defaultsTo = "2", atLeast = "1", atMost = "100")
            double factor,

            @Key(doc = "The longest pause.", defaultsTo = "10s", atLeast = "0s", atMost = "1h")
            Duration max,

            @Key(
                    doc = "The part by which a pause is made longer or shorter at random.",
                    defaultsTo = "0.2",
                    atLeast = "0",
                    atMost = "1")
            double jitter) {}

    /** Section {@code resilience.breaker}. */
    public record BreakerConfig(
            @Key(
                    doc = "Failures in a row that open it; not looked at where there is a `failure_rate`.",
                    defaultsTo = "5",
                    atLeast = "2",
                    atMost = "1000000")
            int failures,

            @Key(
                    doc = "The part of failures among the attempts in `window` that opens it; 0: `failures` counts.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "1")
            double failureRate,

            @Key(
                    doc = "Attempts that the window must hold before the rate counts; needed, from 2 on, where"
                            + " there is a `failure_rate`.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "1000000")
            int of,

            @Key(doc = "How far back the rate looks.", defaultsTo = "60s", atLeast = "1s", atMost = "1h")
            Duration window,

            @Key(
                    doc = "How long it stays open before a probe is let through.",
                    defaultsTo = "60s",
                    atLeast = "1ms",
                    atMost = "1d")
            Duration open,

            @Key(
                    doc = "Probes that are let through, and must succeed, before it closes.",
                    defaultsTo = "1",
                    atLeast = "1",
                    atMost = "1000")
            int halfOpenProbes) {}

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

    /** Section {@code resilience.hedge}. */
    public record HedgeConfig(
            @Key(doc = "Whether there are second attempts; the tokens of both are billed.", defaultsTo = "false")
            boolean enabled,

            @Key(
                    doc = "Percentile of the times to first token of a route, after which a stream is late.",
                    defaultsTo = "p95")
            Percentile at,

            @Key(doc = "The part of all streams that may get one.", defaultsTo = "0.05", atLeast = "0", atMost = "1")
            double share) {}

    /** Section {@code resilience.health}. */
    public record HealthConfig(
            @Key(doc = "How far back attempts count.", defaultsTo = "5m", atLeast = "1s", atMost = "1d")
            Duration window,

            @Key(
                    doc = "The 95th percentile of the latency from which on health is lowered.",
                    defaultsTo = "30s",
                    atLeast = "1ms",
                    atMost = "1d")
            Duration slow,

            @Key(
                    doc = "How often each target is asked for a token, to see whether it is there; `0s`: never,"
                            + " else at least `1s`."
                            + " It costs what the provider bills for it.",
                    defaultsTo = "0s",
                    atLeast = "0s",
                    atMost = "1d")
            Duration probeInterval) {}
}
