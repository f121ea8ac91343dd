package dev.sluice.benchmarks;

/** Compares a question with all vectors, one after the other, where they lie. */
final class PlainScan implements VectorIndex {

    private final Vectors vectors;

    PlainScan(Vectors vectors) {
        this.vectors = vectors;
    }

    @Override
    public int nearest(float[] question) {
        int nearest = -1;
        float best = -1;
        for (int i = 0; i < vectors.size(); i++) {
            float found = vectors.product(i, question);
            if (found > best) {
                best = found;
                nearest = i;
            }
        }
        return nearest;
    }
}
