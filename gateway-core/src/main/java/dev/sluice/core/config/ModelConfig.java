package dev.sluice.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code models[]}. */
public record ModelConfig(
        @Key(doc = "What clients ask for.") String name,

        @Key(
                doc = "Which target is tried first. `priority`: in the order of the file. `weighted`,"
                        + " `round_robin`: in turn, by weights or evenly. `least_busy`: the one of two with"
                        + " fewer requests under way. `latency`: the fastest. `cost`, `capability`: a model of"
                        + " the lists in [`routing`](#routing).",
                defaultsTo = "priority",
                oneOf = {"priority", "weighted", "round_robin", "cost", "latency", "capability", "least_busy"})
        String strategy,

        @Key(doc = "Who serves it. When one fails, the next is tried.", atLeast = "1")
        List<TargetConfig> targets,

        @Key(doc = "Models of this file that are tried, in order, when no target answers.", defaultsTo = "[]")
        List<String> fallbacks,

        @Key(doc = "How its answers are cached, where a cache is on.")
        CachingConfig cache) {

    /** Section {@code models[].cache}. */
    public record CachingConfig(
            @Key(doc = "Whether they are.", defaultsTo = "true")
            boolean enabled,

            @Key(
                    doc = "How long each is kept; unset: as `cache.exact.ttl` or `cache.semantic.ttl` says.",
                    atLeast = "1s",
                    atMost = "365d")
            @Nullable
            Duration ttl,

            @Key(doc = "Whether a question that is only similar may be answered with them.", defaultsTo = "true")
            boolean semantic) {}

    /** Section {@code models[].targets[]}. */
    public record TargetConfig(
            @Key(doc = "The name of a provider, or of an aggregate.")
            String provider,

            @Key(doc = "What the provider calls the model. Absent: the same.") @Nullable
            String model,

            @Key(doc = "Its share, where the strategy is `weighted`.", defaultsTo = "1", moreThan = "0")
            double weight,

            @Key(
                    doc = "Tokens that the model takes, prompt and answer together; 0: not known. A prompt that"
                            + " is too long for one target is tried at a larger one.",
                    defaultsTo = "0",
                    atLeast = "0",
                    atMost = "100000000")
            int context) {

        /** What the provider is asked for, by clients that ask for {@code asked}. */
        String modelFor(String asked) {
            return model == null ? asked : model;
        }
    }
}
