package dev.sluice.core.config;

import dev.sluice.core.account.Tier;

/** A tenant, in the file ({@code tenants[]}) and in the API. */
public record TenantConfig(
        @Key(doc = "Its name. Whatever names no tenant belongs to `default`, which is there without being listed.")
        String id,

        @Key(doc = "What kind of customer it is.", defaultsTo = "free")
        Tier tier,

        @Key(doc = "What all that belongs to it may use together.")
        LimitsConfig limits,

        @Key(doc = "Whether its keys are let in.", defaultsTo = "true")
        boolean active) {}
