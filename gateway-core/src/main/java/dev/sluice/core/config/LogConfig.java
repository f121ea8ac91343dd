package dev.sluice.core.config;

/** Section {@code log}. */
public record LogConfig(
        @Key(
                doc = "The access line of each exchange. Lines that cannot be written in time are dropped and counted.",
                defaultsTo = "json")
        LogSettings.Access access) {}
