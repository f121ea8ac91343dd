package dev.sluice.netty.exchange;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.semantic.Embedder;
import dev.sluice.core.cache.semantic.NoVectorException;
import dev.sluice.core.cache.semantic.Vectors;
import dev.sluice.core.dialect.EmbeddingReader;
import dev.sluice.core.failure.Failure.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Has vectors made by the provider that the configuration names: on the caller's event loop, where the caller is one,
 * else on the loops in turn. Remembers how many numbers the first vector of a model had: one of another size is none.
 * Thread-safe.
 */
public final class Embeddings implements Embedder {

    private final Executor elsewhere;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicReference<@Nullable Size> size = new AtomicReference<>();
    private volatile List<ExchangeLoop> loops = List.of();

    /** How many numbers the vectors have that somebody makes. */
    private record Size(CacheSettings.Embeddings by, int dimensions) {}

    /** @param elsewhere where answers are read; refuses when it has too much to do */
    public Embeddings(Executor elsewhere) {
        this.elsewhere = elsewhere;
    }

    /** From now on these loops ask; before, there are no vectors. */
    public void serve(List<ExchangeLoop> by) {
        loops = List.copyOf(by);
    }

    @Override
    public CompletionStage<float[]> embed(String text, Semantic settings) {
        CompletableFuture<float[]> result = new CompletableFuture<>();
        List<ExchangeLoop> all = loops;
        if (all.isEmpty()) {
            return CompletableFuture.failedFuture(new NoVectorException(Code.PROVIDER_UNAVAILABLE));
        }
        ExchangeLoop loop = loop(all);
        EmbeddingCall call = new EmbeddingCall(loop, this, settings, result);
        if (loop.loop().executor().inEventLoop()) {
            call.start(text);
            return result;
        }
        try {
            loop.loop().executor().execute(() -> call.start(text));
        } catch (RejectedExecutionException stopping) {
            result.completeExceptionally(new NoVectorException(Code.DRAINING));
        }
        return result;
    }

    private ExchangeLoop loop(List<ExchangeLoop> all) {
        for (ExchangeLoop loop : all) {
            if (loop.loop().executor().inEventLoop()) {
                return loop;
            }
        }
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    /** Where answers are read. */
    Executor elsewhere() {
        return elsewhere;
    }

    /** The vector of an answer, as long as 1; null where there is none, or one of another size than it should be. */
    float @Nullable [] read(byte[] answer, CacheSettings.Embeddings by) {
        float[] vector = EmbeddingReader.read(answer);
        float[] unit = vector == null ? null : Vectors.normalised(vector);
        return unit == null || unit.length != dimensions(by, unit.length) ? null : unit;
    }

    private int dimensions(CacheSettings.Embeddings by, int found) {
        if (by.dimensions() > 0) {
            return by.dimensions();
        }
        Size known =
                size.updateAndGet(before -> before != null && before.by().equals(by) ? before : new Size(by, found));
        return known == null ? found : known.dimensions();
    }
}
