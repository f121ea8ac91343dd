package dev.sluice.core.cache.semantic;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Questions, answers and vectors for tests. */
final class Questions {

    static final Embeddings EMBEDDINGS = new Embeddings("openai", "embeddings", 0);
    static final Asker ASKER = new Asker("tenant:acme", "acme", "", "ci");

    private Questions() {}

    static Question question(int partition, long number, String text) {
        return question(partition, number, text, Traits.PLAIN);
    }

    static Question question(int partition, long number, String text, Traits traits) {
        CacheKey key = new CacheKey(new Digest(partition, 0, 0, 0), new Digest(number, partition, 1, 1));
        return new Question(key, ASKER, Endpoint.CHAT_COMPLETIONS, "gpt-4o", false, traits, text);
    }

    static Entry answer(Question question, String body, Entry.Life life) {
        return Entry.of(
                question,
                new Entry.Source(question.model(), "openai", "gpt-4o", false),
                Answer.whole("application/json", body.getBytes(StandardCharsets.UTF_8)),
                Usage.NONE,
                Cost.NONE,
                life);
    }

    static Place place(int partition, int dimensions) {
        return new Place(new Digest(partition, 0, 0, 0), EMBEDDINGS, dimensions);
    }

    /** Kept until the end of all time. */
    static Row row(int partition, long number, float[] vector) {
        Entry.Life life = new Entry.Life(0, Long.MAX_VALUE);
        return new Row(
                place(partition, vector.length),
                vector,
                answer(question(partition, number, "?"), "{}", life),
                life.expiresMillis());
    }

    /** A direction at random. */
    static float[] vector(int dimensions, RandomGenerator random) {
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return Vectors.normalised(vector);
    }

    /** One of those that have this cosine with a direction. */
    static float[] near(float[] to, double cosine, RandomGenerator random) {
        float[] other = vector(to.length, random);
        float along = Vectors.product(other, to);
        for (int i = 0; i < to.length; i++) {
            other[i] -= along * to[i];
        }
        Vectors.normalised(other);
        double across = Math.sqrt(1 - cosine * cosine);
        for (int i = 0; i < to.length; i++) {
            other[i] = (float) (cosine * to[i] + across * other[i]);
        }
        return Vectors.normalised(other);
    }
}
