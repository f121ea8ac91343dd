package dev.sluice.core.manage;

import dev.sluice.core.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What came of making a part of accounts.
 *
 * @param value a client key's value, which is shown this once; null for what has none
 */
public record Made(ItemView item, @Nullable Secret value) {}
