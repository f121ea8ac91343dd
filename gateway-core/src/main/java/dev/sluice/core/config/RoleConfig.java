package dev.sluice.core.config;

import java.util.List;

/** A role, in the file ({@code roles[]}) and in the API. */
public record RoleConfig(
        @Key(doc = "Its name.") String id,

        @Key(
                doc = "The models that its keys may ask for, besides what each key says: as `auth.keys[].models`.",
                defaultsTo = "[ \"*\" ]",
                atLeast = "1")
        List<String> models,

        @Key(doc = "What all keys of the role may use together.")
        LimitsConfig limits) {}
