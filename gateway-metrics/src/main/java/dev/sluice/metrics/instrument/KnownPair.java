package dev.sluice.metrics.instrument;

import java.util.Comparator;

/** A provider and a model, by number, that a configuration brings together. */
record KnownPair(int provider, int model) implements Comparable<KnownPair> {

    private static final Comparator<KnownPair> ORDER =
            Comparator.comparingInt(KnownPair::provider).thenComparingInt(KnownPair::model);

    @Override
    public int compareTo(KnownPair other) {
        return ORDER.compare(this, other);
    }
}
