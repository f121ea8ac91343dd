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
 * @param policies what becomes of requests on their way: a part of what their answers are found by
 * @param shared whether exact answers are shared with other gateways
 */
public record CacheSettings(
        @Nullable Exact exact,
        @Nullable Semantic semantic,
        Set<String> excludedModels,
        Map<String, Model> models,
        Policies policies,
        boolean shared) {

    /** Where the exact cache does not say. */
    private static final long MAX_ENTRY = 1024 * 1024;

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

    /**
     * What decides whom a request goes to and how it is changed on its way, so that no answer outlives a change of it.
     *
     * @param models by the name that clients ask for; what stands under the empty one holds for all others
     * @param groups by name
     */
    public record Policies(Map<String, Digest> models, Map<String, Digest> groups) {

        public Policies {
            models = Map.copyOf(models);
            groups = Map.copyOf(groups);
        }

        /** Of a request for a model, through a group where one is named; null: there is none. */
        public @Nullable Digest of(String model, @Nullable String group) {
            if (group != null) {
                return groups.get(group);
            }
            Digest own = models.get(model);
            int slash = own == null ? model.indexOf('/') : -1;
            Digest direct = slash < 0 ? null : groups.get(model.substring(0, slash));
            return own != null ? own : direct != null ? direct : models.get("");
        }
    }

    public CacheSettings {
        excludedModels = Set.copyOf(excludedModels);
        models = Map.copyOf(models);
    }

    /** What a model has of its own. */
    public Model model(String name) {
        return models.getOrDefault(name, Model.USUAL);
    }

    /** Whether answers to such a question are kept for the very same one. */
    public boolean keepsExactly(Question question) {
        return exact != null
                && (exact.temperature() == Temperature.ANY || !question.traits().random());
    }

    /** How long an answer is kept: as the request says, within bounds; else as is configured for its model. */
    public long ttlMillis(Question question, Controls controls) {
        long own = model(question.model()).ttlMillis();
        long usual = own != Controls.UNSAID ? own : exact != null ? exact.ttlMillis() : semanticTtlMillis();
        if (controls.ttlMillis() == Controls.UNSAID) {
            return usual;
        }
        return Math.min(controls.ttlMillis(), exact == null ? usual : exact.maxTtlMillis());
    }

    /** Bytes that an answer may have. */
    public long maxEntryBytes() {
        return exact == null ? MAX_ENTRY : exact.maxEntryBytes();
    }

    /** Bytes of all answers together that are noted on their way, and may be kept: a quarter of what is. */
    public long recordingBytes() {
        long most = Math.max(exact == null ? 0 : exact.maxBytes(), semantic == null ? 0 : semantic.maxBytes());
        return Math.max(maxEntryBytes(), most / 4);
    }

    private long semanticTtlMillis() {
        return semantic == null ? 0 : semantic.ttlMillis();
    }

    /** Whether requests for a model have anything to do with caches. */
    public boolean takes(String name) {
        return model(name).enabled() && !excludedModels.contains(name);
    }
}
