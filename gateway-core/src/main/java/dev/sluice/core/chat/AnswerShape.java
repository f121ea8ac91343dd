package dev.sluice.core.chat;

import org.jspecify.annotations.Nullable;

/** What form the text of an answer must have. */
public sealed interface AnswerShape {

    /** Any JSON. */
    record Json() implements AnswerShape {}

    /**
     * JSON of a schema.
     *
     * @param name empty where the format has none
     * @param schemaJson the schema as text
     */
    record Schema(
            String name,
            @Nullable String description,
            String schemaJson,
            @Nullable Boolean strict) implements AnswerShape {}
}
