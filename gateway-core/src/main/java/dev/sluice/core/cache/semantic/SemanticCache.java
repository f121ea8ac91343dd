package dev.sluice.core.cache.semantic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.CacheSettings.Temperature;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import dev.sluice.core.request.Endpoint;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds answers to questions that say nearly the same: has a vector made of the last turn, and looks for the nearest
 * one in the question's partition. The vector is kept for the answer that may come. What compares runs on an executor
 * whose queue is bounded; when that is full, the look fails, and the request goes on. Thread-safe.
 */
public final class SemanticCache implements DistantCache {

    /** Which part as much as all answers have vectors that are kept for answers to come, and who asks the same soon. */
    private static final int SHARE_OF_ASKED = 8;

    /** Bytes of one that is being made, about. */
    private static final int UNDER_WAY = 320;

    private static final Duration ASKED_LATELY = Duration.ofMinutes(5);

    private final Supplier<@Nullable CacheSettings> settings;
    private final Embedder embedder;
    private final Executor executor;
    private final Clock clock;
    private final VectorPartitions partitions;

    /** Nothing in the place of a vector: the question is not to be compared. */
    private final Cache<Asked, CompletableFuture<Optional<float[]>>> asked = Caffeine.newBuilder()
            .maximumWeight(0)
            .weigher((Asked same, CompletableFuture<Optional<float[]>> made) -> weight(made))
            .expireAfterWrite(ASKED_LATELY)
            .executor(Runnable::run)
            .build();

    /** Answers whose vectors are yet to come: what is purged until then is not kept. */
    private final Set<Coming> coming = ConcurrentHashMap.newKeySet();

    /** Itself only, whatever the answer. */
    private static final class Coming {
        private final Entry entry;

        Coming(Entry entry) {
            this.entry = entry;
        }
    }

    /** The very same question, and who makes a vector of it. */
    private record Asked(Digest exact, Embeddings by) {

        static Asked of(Question question, Semantic semantic) {
            return new Asked(question.key().exact(), semantic.embeddings());
        }
    }

    /**
     * @param settings those in force; null, or without a semantic cache: it is off
     * @param executor for what takes more than an event loop's time; refuses when its queue is full
     */
    public SemanticCache(
            Supplier<@Nullable CacheSettings> settings, Embedder embedder, Executor executor, Clock clock) {
        this.settings = settings;
        this.embedder = embedder;
        this.executor = executor;
        this.clock = clock;
        this.partitions = new VectorPartitions(0, clock);
    }

    /** A configuration is in force; a smaller cache drops what it has too much. Not for event loops. */
    public void apply(@Nullable CacheSettings now) {
        Semantic semantic = now == null ? null : now.semantic();
        long most = semantic == null ? 0 : semantic.maxBytes();
        if (most == 0) {
            coming.clear();
        }
        partitions.limit(most);
        asked.policy().eviction().ifPresent(eviction -> eviction.setMaximum(most / SHARE_OF_ASKED));
    }

    private static int weight(CompletableFuture<Optional<float[]>> made) {
        boolean there = made.isDone() && !made.isCompletedExceptionally();
        int numbers = there ? made.join().map(vector -> vector.length).orElse(0) : 0;
        return UNDER_WAY + Float.BYTES * numbers;
    }

    /** Bytes of the vectors that are kept for answers to come, about. */
    long askedBytes() {
        asked.cleanUp();
        return asked.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    @Override
    public CacheKind kind() {
        return CacheKind.SEMANTIC;
    }

    @Override
    public boolean takes(Question question, CacheSettings now) {
        Semantic semantic = now.semantic();
        String text = question.lastTurn();
        return semantic != null
                && text != null
                && !text.isBlank()
                && question.endpoint() != Endpoint.EMBEDDINGS
                && now.takes(question.model())
                && now.model(question.model()).semantic()
                && takes(question.traits(), semantic);
    }

    private static boolean takes(Traits traits, Semantic semantic) {
        return !traits.tools()
                && !traits.media()
                && !traits.several()
                && (!traits.random() || semantic.temperature() == Temperature.ANY);
    }

    @Override
    public long deadlineNanos(CacheSettings now) {
        Semantic semantic = now.semantic();
        return semantic == null ? 0 : semantic.deadlineNanos();
    }

    @Override
    public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
        CacheSettings now = settings.get();
        Semantic semantic = now == null ? null : now.semantic();
        if (semantic == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return vector(question, semantic)
                .thenApplyAsync(
                        made -> made.flatMap(vector -> nearest(question, vector, semantic, maxAgeMillis)), executor);
    }

    private Optional<Found> nearest(Question question, float[] vector, Semantic semantic, long maxAgeMillis) {
        Match match = partitions.find(
                place(question, vector, semantic),
                vector,
                new Nearness(semantic.threshold(), clock.millis(), maxAgeMillis));
        return Optional.ofNullable(match)
                .map(found -> new Found(found.row().entry(), CacheKind.SEMANTIC, found.similarity()));
    }

    private static Place place(Question question, float[] vector, Semantic semantic) {
        return new Place(question.key().partition(), semantic.embeddings(), vector.length);
    }

    /** Asked for once, for as many as ask the very same at a time. */
    private CompletableFuture<Optional<float[]>> vector(Question question, Semantic semantic) {
        Asked same = Asked.of(question, semantic);
        CompletableFuture<Optional<float[]>> known = asked.getIfPresent(same);
        if (known != null && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<Optional<float[]>> made = ask(question, semantic);
        asked.put(same, made);
        // It weighs more when it is there.
        made.thenRun(() -> asked.asMap().computeIfPresent(same, (key, kept) -> kept));
        return made;
    }

    private CompletableFuture<Optional<float[]>> ask(Question question, Semantic semantic) {
        String text = question.lastTurn();
        if (text == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (semantic.excludedPatterns().isEmpty()) {
            return embed(text, semantic);
        }
        return elsewhere(() -> Exclusions.exclude(text, semantic.excludedPatterns()))
                .thenCompose(excluded ->
                        excluded ? CompletableFuture.completedFuture(Optional.empty()) : embed(text, semantic));
    }

    private CompletableFuture<Optional<float[]>> embed(String text, Semantic semantic) {
        return embedder.embed(text, semantic).thenApply(Optional::of).toCompletableFuture();
    }

    private <T> CompletableFuture<T> elsewhere(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    /** Where its vector could not be had a moment ago, it is not asked for again. */
    @Override
    public void store(Question question, Entry entry, Controls controls, CacheSettings now) {
        Semantic semantic = now.semantic();
        if (semantic == null || entry.source().tools() || !takes(question, now)) {
            return;
        }
        Asked same = Asked.of(question, semantic);
        CompletableFuture<Optional<float[]>> known = asked.getIfPresent(same);
        asked.invalidate(same);
        if (known == null || !known.isCompletedExceptionally()) {
            long expires = expires(question, entry, controls, now);
            Coming waits = new Coming(entry);
            coming.add(waits);
            (known == null ? ask(question, semantic) : known)
                    .thenAcceptAsync(
                            made -> made.ifPresent(vector ->
                                    keep(waits, new Row(place(question, vector, semantic), vector, entry, expires))),
                            executor)
                    .whenComplete((kept, failure) -> coming.remove(waits))
                    .exceptionally(failure -> null);
        }
    }

    /** What is purged in this moment is either not on its way any more, or found where it is kept. */
    private void keep(Coming waits, Row row) {
        if (coming.contains(waits)) {
            partitions.store(row);
            if (!coming.remove(waits)) {
                partitions.remove(row);
            }
        }
    }

    /** An answer has a life of its own here, but where its request, or the configuration of its model, says another. */
    private static long expires(Question question, Entry entry, Controls controls, CacheSettings now) {
        Entry.Life life = entry.life();
        boolean said = controls.ttlMillis() != Controls.UNSAID
                || now.model(question.model()).ttlMillis() != Controls.UNSAID;
        Semantic semantic = now.semantic();
        return said || semantic == null ? life.expiresMillis() : life.createdMillis() + semantic.ttlMillis();
    }

    @Override
    public CompletionStage<Long> purge(Purge which) {
        return elsewhere(() -> drop(which));
    }

    /** The same on the thread that asks, whatever else there is to do. Not for event loops. */
    public void forget(Purge which) {
        drop(which);
    }

    private long drop(Purge which) {
        coming.removeIf(each -> which.takes(each.entry));
        return partitions.purge(which);
    }

    @Override
    public CacheLevel level() {
        return partitions.level();
    }

    @Override
    public void tenants(CacheState.TenantVisitor visitor) {
        partitions.tenants(visitor);
    }

    @Override
    public void entries(Consumer<Entry> visitor) {
        partitions.entries(visitor);
    }
}
