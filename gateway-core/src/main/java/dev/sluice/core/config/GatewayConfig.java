package dev.sluice.core.config;

import dev.sluice.core.chat.Losses;
import java.util.List;

/** The configuration file, as it is written: checked, but not yet compiled. Holds secrets, masked. */
public record GatewayConfig(
        @Key(doc = "The data port, which applications call.")
        ServerConfig server,

        @Key(doc = "The log.") LogConfig log,

        @Key(doc = "The admin port: scraping, health, reload.")
        AdminConfig admin,

        @Key(doc = "Where the gateway keeps what must outlive it. A change needs a restart.")
        StoreConfig store,

        @Key(doc = "Who may call the data port.") AuthConfig auth,

        @Key(
                doc = "Customers: users, keys and all that they use belong to one. More can be added through the admin"
                        + " API, as can users, roles, plans and client keys; what stands here cannot be changed there.",
                defaultsTo = "[]")
        List<TenantConfig> tenants,

        @Key(doc = "Who pays, or has others pay: each may have several client keys.", defaultsTo = "[]")
        List<UserConfig> users,

        @Key(doc = "What client keys may do, told once for many.", defaultsTo = "[]")
        List<RoleConfig> roles,

        @Key(doc = "What users subscribe to, through the admin API.", defaultsTo = "[]")
        List<PlanConfig> plans,

        @Key(doc = "Who answers: groups of addresses with pools of keys, and aggregates of such groups.", atLeast = "1")
        List<ProviderConfig> providers,

        @Key(doc = "What clients ask for by `model`, and who serves it.", atLeast = "1")
        List<ModelConfig> models,

        @Key(
                doc = "What becomes of a request that cannot be said whole in the dialect of who serves it."
                        + " `strict`: it is refused, with 400 and the field's name. `lenient`: the field is left"
                        + " out, and the answer tells so in `x-sluice-dropped`.",
                defaultsTo = "strict")
        Losses.Mode translation,

        @Key(doc = "How requests are told apart by the strategies that look into them.")
        RoutingConfig routing,

        @Key(doc = "How failures are dealt with. Each provider may have some of it in its own way.")
        ResilienceConfig resilience,

        @Key(doc = "What models cost, in USD a million tokens. See [prices](prices.md).")
        PricesConfig prices,

        @Key(doc = "How tokens are counted that providers do not report. See [metering](metering.md).")
        MeteringConfig metering,

        @Key(
                doc = "Answers that are given again, to those who may see them. Off as long as none of them is enabled."
                        + " See [caching](cache.md).")
        CacheConfig cache,

        @Key(doc = "What a scrape shows.") MetricsConfig metrics,

        @Key(doc = "Spans of requests, for a collector. See [tracing](tracing.md).")
        TracingConfig tracing) {}
