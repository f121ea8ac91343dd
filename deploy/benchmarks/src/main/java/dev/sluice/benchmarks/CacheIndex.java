package dev.sluice.benchmarks;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.cache.semantic.SemanticCache;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The gateway's own semantic cache: all of a look but the making of the vector. Used by one thread. */
final class CacheIndex implements VectorIndex {

    private static final Answer EMPTY = Answer.whole("application/json", new byte[0]);
    private static final Digest PARTITION = new Digest(1, 2, 3, 4);

    private final CacheSettings settings;
    private final SemanticCache cache;
    private float[] embedded = {};
    private long asked;

    CacheIndex(Vectors vectors, double threshold) {
        settings = new CacheSettings(
                null,
                new CacheSettings.Semantic(
                        threshold,
                        3_600_000,
                        4L << 30,
                        1_000_000_000,
                        CacheSettings.Temperature.ZERO,
                        new CacheSettings.Embeddings("provider", "model", Vectors.DIMENSIONS),
                        List.of()),
                Set.of(),
                Map.of(),
                new CacheSettings.Policies(Map.of(), Map.of()),
                false);
        cache = new SemanticCache(
                () -> settings,
                (text, semantic) -> CompletableFuture.completedFuture(embedded),
                Runnable::run,
                Clock.systemUTC());
        cache.apply(settings);
        Entry.Life life = new Entry.Life(System.currentTimeMillis(), Long.MAX_VALUE);
        for (int i = 0; i < vectors.size(); i++) {
            embedded = vectors.vector(i);
            Question question = question(i);
            Entry.Source source = new Entry.Source("model", "provider", "model", false);
            cache.store(
                    question,
                    Entry.of(question, source, EMPTY, new Entry.Used(Usage.NONE, Cost.NONE), life),
                    Controls.NONE,
                    settings);
        }
    }

    @Override
    public int nearest(float[] question) {
        embedded = question;
        // Another question each time: what is known of the very same one is not asked for again.
        return cache.find(question(Integer.MAX_VALUE + ++asked), Long.MAX_VALUE)
                .toCompletableFuture()
                .join()
                .map(found -> (int) found.entry().key().exact().a())
                .orElse(-1);
    }

    private static Question question(long number) {
        return new Question(
                new CacheKey(PARTITION, new Digest(number, 0, 0, 0)),
                Asker.of(null),
                Endpoint.CHAT_COMPLETIONS,
                "model",
                false,
                Traits.PLAIN,
                "?");
    }
}
