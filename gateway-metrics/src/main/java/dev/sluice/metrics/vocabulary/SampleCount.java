package dev.sluice.metrics.vocabulary;

/** A scrape request that wants to know how many samples it was given. */
public interface SampleCount {

    /** Called once, while the request is served. */
    void samples(long count);
}
