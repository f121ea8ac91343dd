package dev.sluice.core.config;

import java.util.List;

/** Section {@code metrics}. */
public record MetricsConfig(
        @Key(
                doc = "Which sets of names a scrape shows, in order.",
                defaultsTo = "[ sluice, gpt-load, gatewayz, realmultillm, m7, modelgate ]",
                atLeast = "1",
                oneOf = {"sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate", "otel"})
        List<String> vocabularies,

        @Key(
                doc = "What is shown where one of those systems' programs has other names or labels than its document:"
                        + " those of the `document`, those of the program's `code`, or `both`. See"
                        + " [metrics](metrics.md).",
                defaultsTo = "document")
        Compat compat,

        @Key(
                doc = "Whether the histograms that latencies are watched by are there as native histograms, too, under"
                        + " names of their own; these are shown where protobuf is asked for. A change needs a restart."
                        + " See [metrics](metrics.md#native-histograms).",
                defaultsTo = "false")
        boolean nativeHistograms,

        @Key(doc = "How many values of a label get series of their own; all others share `other`.")
        Cardinality cardinality) {

    /** Whose names count where a system's document and its program differ. */
    public enum Compat {
        DOCUMENT,
        CODE,
        BOTH
    }

    /** Section {@code metrics.cardinality}. */
    public record Cardinality(
            @Key(doc = "Models. A change needs a restart.", defaultsTo = "200", atLeast = "1", atMost = "10000")
            int models,

            @Key(
                    doc = "Names of providers' keys, and ids of clients' keys: as many of each. A change needs a"
                            + " restart.",
                    defaultsTo = "100",
                    atLeast = "1",
                    atMost = "10000")
            int keys,

            @Key(doc = "Ids of tenants. A change needs a restart.", defaultsTo = "50", atLeast = "1", atMost = "10000")
            int tenants,

            @Key(doc = "Ids of users. A change needs a restart.", defaultsTo = "100", atLeast = "1", atMost = "10000")
            int users) {}
}
