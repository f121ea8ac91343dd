package dev.sluice.core.chat;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model may call.
 *
 * @param schemaJson the JSON schema of its arguments, as text; empty where it takes none
 * @param strict whether arguments must follow the schema exactly; null where the request does not say
 */
public record Tool(
        String name,
        @Nullable String description,
        String schemaJson,
        @Nullable Boolean strict) {}
