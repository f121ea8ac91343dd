package dev.sluice.core.config;

import java.util.List;

/**
 * What the scrape shows.
 *
 * @param vocabularies names of the enabled vocabularies, in order
 * @param compat whose names count where a system's document and its program differ
 * @param nativeHistograms whether some histograms are there as native ones, too
 * @param cardinality how many models, keys, tenants and users get series of their own
 */
public record MetricsSettings(
        List<String> vocabularies,
        MetricsConfig.Compat compat,
        boolean nativeHistograms,
        MetricsConfig.Cardinality cardinality) {

    public MetricsSettings {
        vocabularies = List.copyOf(vocabularies);
    }
}
