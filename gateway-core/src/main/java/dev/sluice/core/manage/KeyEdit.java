package dev.sluice.core.manage;

import org.jspecify.annotations.Nullable;

/**
 * A provider's key that is to be changed.
 *
 * @param version the one that the caller has seen; null: whatever it is
 */
public record KeyEdit(
        String provider, String name, @Nullable Long version) {}
