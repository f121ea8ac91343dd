package dev.sluice.core.config;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client key in the API: what the file's {@code auth.keys[]} have, but for the value. */
public record ClientKeyBody(
        @Key(doc = "What the log calls the key.") String id,

        @Key(doc = "The tenant it belongs to.") @Nullable String tenant,

        @Key(doc = "The user it belongs to.") @Nullable String user,

        @Key(doc = "The role it has.") @Nullable String role,

        @Key(doc = "The groups that it may call through `/proxy/{group}`.", defaultsTo = "[]")
        List<String> proxy,

        @Key(doc = "The models that it may ask for.", defaultsTo = "[ \"*\" ]", atLeast = "1")
        List<String> models,

        @Key(doc = "From where it may be used.", defaultsTo = "[]")
        List<Cidr> addresses,

        @Key(doc = "From when on it is unknown.") @Nullable Instant expires,

        @Key(doc = "What may be used with it.") LimitsConfig limits,

        @Key(doc = "Whether it is let in.", defaultsTo = "true")
        boolean active) {}
