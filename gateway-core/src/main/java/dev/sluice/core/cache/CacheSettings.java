package dev.sluice.core.cache;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How answers are cached, compiled. There are none of these where no cache is on. Immutable.
 *
 * @param exact null: off
 * @param semantic null: off
 * @param excludedModels whose requests have nothing to do with caches
 * @param models what models have of their own, by name
 * @param policies by model or group, what decides how a request is changed on its way: a part of the partition
 * @param shared whether exact answers are shared with other gateways
 */
public record CacheSettings(
        @Nullable Exact exact,
        @Nullable Semantic semantic,
        Set<String> excludedModels,
        Map<String, Model> models,
        Map<String, Digest> policies,
        boolean shared) {

    /** Requests with which temperatures are cached. */
    public enum Temperature {
        ANY,
        ZERO
    }

    /** How streams are told again. */
    public enum Replay {
        /** As fast as the client takes them. */
        AT_ONCE,
        /** With the gaps that they had. */
        PACED
    }

    /** The exact cache. */
    public record Exact(
            long ttlMillis,
            long maxTtlMillis,
            long maxBytes,
            long maxEntryBytes,
            Temperature temperature,
            Replay replay,
            boolean singleFlight,
            boolean keep) {}

    /** The semantic cache. */
    public record Semantic(
            double threshold,
            long ttlMillis,
            long maxBytes,
            long deadlineNanos,
            Temperature temperature,
            Embeddings embeddings,
            List<Pattern> excludedPatterns) {

        public Semantic {
            excludedPatterns = List.copyOf(excludedPatterns);
        }
    }

    /**
     * Who makes vectors of texts.
     *
     * @param dimensions how many numbers they have; 0: as many as the model gives
     */
    public record Embeddings(String provider, String model, int dimensions) {}

    /**
     * What one model has of its own.
     *
     * @param ttlMillis {@link Controls#UNSAID}: as all
     * @param semantic whether similar questions may share an answer
     */
    public record Model(boolean enabled, long ttlMillis, boolean semantic) {

        /** Nothing of its own. */
        public static final Model USUAL = new Model(true, Controls.UNSAID, true);
    }

    public CacheSettings {
        excludedModels = Set.copyOf(excludedModels);
        models = Map.copyOf(models);
        policies = Map.copyOf(policies);
    }

    /** What a model has of its own. */
    public Model model(String name) {
        return models.getOrDefault(name, Model.USUAL);
    }

    /** Whether requests for a model have anything to do with caches. */
    public boolean takes(String name) {
        return model(name).enabled() && !excludedModels.contains(name);
    }
}
