package dev.sluice.core.price;

import org.jspecify.annotations.Nullable;

/** What a price is the price of one of. */
public enum Unit {
    INPUT,
    OUTPUT,
    /** Input that the provider had cached. */
    CACHED_INPUT(INPUT),
    /** Input that the provider caches for five minutes. */
    CACHE_WRITE(INPUT),
    /** Input that the provider caches for an hour. */
    CACHE_WRITE_HOUR(CACHE_WRITE),
    REASONING(OUTPUT),
    AUDIO_INPUT(INPUT),
    AUDIO_OUTPUT(OUTPUT),
    /** Tokens that stand for images in a prompt. */
    IMAGE_INPUT(INPUT),
    /** Tokens that a generated image is made of. */
    IMAGE_OUTPUT(OUTPUT),
    REQUEST,
    /** An image in a prompt; no provider reports how many there were. */
    PROMPT_IMAGE,
    /** A generated image. */
    IMAGE,
    QUERY;

    private final @Nullable Unit instead;

    Unit() {
        this(null);
    }

    Unit(@Nullable Unit instead) {
        this.instead = instead;
    }

    /** Whose price holds where this unit has none of its own; null: it then costs nothing. */
    @Nullable
    Unit instead() {
        return instead;
    }

    /** Whether it is a token. */
    boolean isToken() {
        return this == INPUT || this == OUTPUT || instead != null;
    }
}
