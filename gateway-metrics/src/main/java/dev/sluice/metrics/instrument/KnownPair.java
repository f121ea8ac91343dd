package dev.sluice.metrics.instrument;

import java.util.Comparator;

/** A provider and a model, or a provider and its successor, by number, that a configuration brings together. */
record KnownPair(int first, int second) implements Comparable<KnownPair> {

    private static final Comparator<KnownPair> ORDER =
            Comparator.comparingInt(KnownPair::first).thenComparingInt(KnownPair::second);

    @Override
    public int compareTo(KnownPair other) {
        return ORDER.compare(this, other);
    }
}
