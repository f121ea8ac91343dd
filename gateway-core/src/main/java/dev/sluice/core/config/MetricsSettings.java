package dev.sluice.core.config;

import java.util.List;

/**
 * What the scrape shows.
 *
 * @param vocabularies names of the enabled vocabularies, in order
 * @param models how many models get series of their own
 * @param keys how many names of providers' keys get series of their own
 */
public record MetricsSettings(List<String> vocabularies, int models, int keys) {

    public MetricsSettings {
        vocabularies = List.copyOf(vocabularies);
    }
}
