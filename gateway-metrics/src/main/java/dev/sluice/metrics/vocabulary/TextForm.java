package dev.sluice.metrics.vocabulary;

/** The two forms of text that a scrape can be answered in; they tell the same. */
public enum TextForm {
    /** Prometheus' own, version 0.0.4. */
    PROMETHEUS,
    /** OpenMetrics 1.0.0: with exemplars, and an end that shows that nothing is missing. */
    OPENMETRICS
}
