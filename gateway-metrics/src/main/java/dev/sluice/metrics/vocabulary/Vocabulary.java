package dev.sluice.metrics.vocabulary;

import java.util.List;

/** A set of metric names, labels and buckets in which the gateway's facts can be told. Stateless. */
public interface Vocabulary {

    /** The name in the configuration and in the scrape's path. */
    String name();

    /** What is shown when this vocabulary alone is asked for: exactly these labels and buckets. */
    List<Family> families();

    /** Where the program that has these names does otherwise than its document. */
    default List<Departure> departures() {
        return List.of();
    }
}
