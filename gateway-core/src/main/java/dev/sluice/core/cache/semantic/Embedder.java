package dev.sluice.core.cache.semantic;

import dev.sluice.core.cache.CacheSettings.Semantic;
import java.util.concurrent.CompletionStage;

/** The port to what makes vectors of texts. Thread-safe. */
@FunctionalInterface
public interface Embedder {

    /**
     * Asks for the vector of a text. Never blocks and never throws.
     *
     * @param settings who is to be asked, and how long that may take
     * @return completes within that time, on any thread, with a vector of length 1; fails with
     *     {@link NoVectorException} where there is none
     */
    CompletionStage<float[]> embed(String text, Semantic settings);
}
