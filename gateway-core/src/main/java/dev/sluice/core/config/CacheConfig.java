package dev.sluice.core.config;

import dev.sluice.core.cache.CacheSettings.Replay;
import dev.sluice.core.cache.CacheSettings.Temperature;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code cache}. */
public record CacheConfig(
        @Key(doc = "Answers to the very same request.") Exact exact,

        @Key(doc = "Answers to a last turn that says nearly the same, where all else is the same.")
        Semantic semantic,

        @Key(doc = "Models whose answers are never cached.", defaultsTo = "[]")
        List<String> excludeModels,

        @Key(
                doc = "Whether exact answers are shared with the other gateways of the store, which must be `redis`.",
                defaultsTo = "false")
        boolean shared) {

    /** Section {@code cache.exact}. */
    public record Exact(
            @Key(doc = "Whether there is one.", defaultsTo = "false")
            boolean enabled,

            @Key(doc = "How long an answer is kept.", defaultsTo = "30m", atLeast = "1s", atMost = "365d")
            Duration ttl,

            @Key(
                    doc = "How long a request may have its answer kept, with `x-sluice-cache-ttl`.",
                    defaultsTo = "24h",
                    atLeast = "1s",
                    atMost = "365d")
            Duration maxTtl,

            @Key(
                    doc = "Memory for all answers together. 0: an eighth of the heap, 256 MiB at the most.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "1024GiB")
            ByteSize maxBytes,

            @Key(
                    doc = "One answer at the most: a longer one is not kept.",
                    defaultsTo = "1MiB",
                    atLeast = "1",
                    atMost = "64MiB")
            ByteSize maxEntry,

            @Key(
                    doc = "`any`: sampled answers are cached like all others; the temperature is a part of what they"
                            + " are found by. `zero`: only answers to requests without a temperature, or with 0.",
                    defaultsTo = "any")
            Temperature temperature,

            @Key(
                    doc = "How a stream is told again. `at_once`: as fast as the client takes it. `paced`: with the"
                            + " gaps that it had, a second at the most each.",
                    defaultsTo = "at_once")
            Replay replay,

            @Key(
                    doc = "Whether requests wait for the answer to the same one that is being asked already.",
                    defaultsTo = "false")
            boolean singleFlight,

            @Key(
                    doc = "Whether answers survive a restart: in a file beside the store's. In Redis they do where"
                            + " `cache.shared` is on, which this needs there.",
                    defaultsTo = "false")
            boolean keep) {}

    /** Section {@code cache.semantic}. */
    public record Semantic(
            @Key(doc = "Whether there is one.", defaultsTo = "false")
            boolean enabled,

            @Key(
                    doc = "How similar two questions must be: the cosine of the angle between their vectors.",
                    defaultsTo = "0.95",
                    atLeast = "0.5",
                    atMost = "1")
            double threshold,

            @Key(doc = "How long an answer is kept.", defaultsTo = "1h", atLeast = "1s", atMost = "365d")
            Duration ttl,

            @Key(
                    doc = "Memory for all vectors and their answers together. 0: an eighth of the heap, 256 MiB at the"
                            + " most.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "1024GiB")
            ByteSize maxBytes,

            @Key(
                    doc = "How long a request waits for its vector, and what is near it; then it goes on.",
                    defaultsTo = "200ms",
                    atLeast = "1ms",
                    atMost = "10s")
            Duration deadline,

            @Key(
                    doc = "`zero`: only requests without a temperature, or with 0. `any`: sampled answers, too.",
                    defaultsTo = "zero")
            Temperature temperature,

            @Key(doc = "Who makes vectors of questions. Needed where it is enabled.")
            Embeddings embeddings,

            @Key(
                    doc = "Regular expressions: a question in which one of them is found is not looked up.",
                    defaultsTo = "[]")
            List<String> excludePatterns) {}

    /** Section {@code cache.semantic.embeddings}. */
    public record Embeddings(
            @Key(doc = "The name of a provider.") @Nullable String provider,

            @Key(doc = "The provider's name of a model for embeddings.") @Nullable
            String model,

            @Key(
                    doc = "How many numbers a vector has; 0: as many as the model gives.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "16384")
            int dimensions) {}
}
