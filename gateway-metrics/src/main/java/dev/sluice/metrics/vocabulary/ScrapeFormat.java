package dev.sluice.metrics.vocabulary;

/** A scrape request that knows in which form it is answered. */
public interface ScrapeFormat {

    /** Whether it is answered in protobuf, the one form that native histograms have. */
    boolean isProtobuf();
}
