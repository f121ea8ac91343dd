package dev.sluice.benchmarks;

import java.util.Random;

/**
 * Vectors of 256 numbers as texts have them: all lean the same way, topics lie nearer together, and every second
 * question is near to one that is there, the others to none in particular. The same for every run.
 */
final class Vectors {

    static final int DIMENSIONS = 256;

    private static final int QUESTIONS = 2000;
    private static final int OF_A_TOPIC = 100;
    private static final double OF_TOPICS = 0.5;
    private static final double WITHIN_A_TOPIC = 0.8;

    private final float[] slab;
    private final float[][] questions = new float[QUESTIONS][];
    private final int[] nearest = new int[QUESTIONS];
    private final float[] similarities = new float[QUESTIONS];

    private Vectors(int size) {
        this.slab = new float[size * DIMENSIONS];
    }

    static Vectors of(int size) {
        Vectors vectors = new Vectors(size);
        Random random = new Random(7);
        float[] common = unit(random);
        float[][] topics = new float[Math.max(4, size / OF_A_TOPIC)][];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = near(common, OF_TOPICS, random);
        }
        for (int i = 0; i < size; i++) {
            float[] vector = near(topics[random.nextInt(topics.length)], WITHIN_A_TOPIC, random);
            System.arraycopy(vector, 0, vectors.slab, i * DIMENSIONS, DIMENSIONS);
        }
        for (int i = 0; i < QUESTIONS; i++) {
            vectors.questions[i] = i % 2 == 0
                    ? near(vectors.vector(random.nextInt(size)), 0.93 + 0.06 * random.nextDouble(), random)
                    : near(topics[random.nextInt(topics.length)], WITHIN_A_TOPIC, random);
            vectors.compare(i);
        }
        return vectors;
    }

    private void compare(int question) {
        similarities[question] = -1;
        for (int i = 0; i < size(); i++) {
            float found = product(i, questions[question]);
            if (found > similarities[question]) {
                similarities[question] = found;
                nearest[question] = i;
            }
        }
    }

    int size() {
        return slab.length / DIMENSIONS;
    }

    /** A copy. */
    float[] vector(int number) {
        float[] vector = new float[DIMENSIONS];
        System.arraycopy(slab, number * DIMENSIONS, vector, 0, DIMENSIONS);
        return vector;
    }

    int questions() {
        return QUESTIONS;
    }

    float[] question(int number) {
        return questions[number];
    }

    /** The number of the vector that is nearest to a question. */
    int nearest(int question) {
        return nearest[question];
    }

    /** How near that is. */
    float similarity(int question) {
        return similarities[question];
    }

    /** As the cache itself reckons it, so that ways to find vectors differ in nothing else. */
    float product(int number, float[] other) {
        return dev.sluice.core.cache.semantic.Vectors.product(slab, number * DIMENSIONS, other);
    }

    private static float[] unit(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return normalised(vector);
    }

    private static float[] near(float[] to, double cosine, Random random) {
        float[] vector = unit(random);
        double along = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            along += vector[i] * to[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] -= (float) (along * to[i]);
        }
        normalised(vector);
        double across = Math.sqrt(1 - cosine * cosine);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (cosine * to[i] + across * vector[i]);
        }
        return normalised(vector);
    }

    private static float[] normalised(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return vector;
    }
}
