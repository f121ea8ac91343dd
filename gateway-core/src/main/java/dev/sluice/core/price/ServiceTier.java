package dev.sluice.core.price;

/** How soon a provider is asked to serve a request, which some price differently. */
public enum ServiceTier {
    STANDARD(""),
    BATCH("_batches"),
    PRIORITY("_priority"),
    FLEX("_flex");

    private final String suffix;

    ServiceTier(String suffix) {
        this.suffix = suffix;
    }

    /** What the names of its prices end with in price files. */
    String suffix() {
        return suffix;
    }
}
