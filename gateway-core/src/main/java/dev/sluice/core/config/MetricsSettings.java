package dev.sluice.core.config;

import java.util.List;

/**
 * What the scrape shows.
 *
 * @param vocabularies names of the enabled vocabularies, in order
 * @param cardinality how many models, keys, tenants and users get series of their own
 */
public record MetricsSettings(List<String> vocabularies, MetricsConfig.Cardinality cardinality) {

    public MetricsSettings {
        vocabularies = List.copyOf(vocabularies);
    }
}
