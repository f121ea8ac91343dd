package dev.sluice.core.config;

/** A user, in the file ({@code users[]}) and in the API. */
public record UserConfig(
        @Key(doc = "Its name.") String id,

        @Key(doc = "The tenant it belongs to.", defaultsTo = "default")
        String tenant,

        @Key(doc = "What its keys may use together.") LimitsConfig limits,

        @Key(
                doc = "Whether its requests are paid from its credits, and refused with 402 without any.",
                defaultsTo = "false")
        boolean prepaid,

        @Key(doc = "Whether its keys are let in.", defaultsTo = "true")
        boolean active) {}
