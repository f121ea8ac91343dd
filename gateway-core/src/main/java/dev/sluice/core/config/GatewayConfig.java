package dev.sluice.core.config;

import java.util.List;

/** The configuration file, as it is written: checked, but not yet compiled. Holds secrets, masked. */
public record GatewayConfig(
        @Key(doc = "The data port, which applications call.")
        ServerConfig server,

        @Key(doc = "The log.") LogConfig log,

        @Key(doc = "The admin port: scraping, health, reload.")
        AdminConfig admin,

        @Key(doc = "Who may call the data port.") AuthConfig auth,
        @Key(doc = "Who answers.", atLeast = "1") List<ProviderConfig> providers,

        @Key(doc = "What clients ask for by `model`, and who serves it.", atLeast = "1")
        List<ModelConfig> models,

        @Key(doc = "What holds towards every provider.") ResilienceConfig resilience,
        @Key(doc = "What a scrape shows.") MetricsConfig metrics) {}
