package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Section {@code tracing}. */
public record TracingConfig(
        @Key(doc = "Where spans are sent. Absent: none are made. A change needs a restart.") @Nullable
        Otlp otlp,

        @Key(
                doc = "Of which part of the requests spans are made, where the client's `traceparent` does not say"
                        + " whether it is sampled.",
                defaultsTo = "0.01",
                atLeast = "0",
                atMost = "1")
        double sample) {

    /** Section {@code tracing.otlp}. */
    public record Otlp(
            @Key(doc = "The URL of a collector that takes OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`.")
            String endpoint,

            @Key(doc = "Header lines that go with it, such as a login.", defaultsTo = "{}")
            Map<String, Secret> headers,

            @Key(
                    doc = "How long the collector may take to answer.",
                    defaultsTo = "10s",
                    atLeast = "100ms",
                    atMost = "1m")
            Duration timeout) {}
}
