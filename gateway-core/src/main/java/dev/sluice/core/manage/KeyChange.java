package dev.sluice.core.manage;

import org.jspecify.annotations.Nullable;

/**
 * A key after an operation on it; after its deletion, as it was.
 *
 * @param warning what the operator should know of it, such as that its provider cannot be used any more; null: nothing
 */
public record KeyChange(KeyView key, @Nullable String warning) {}
