package dev.sluice.core.manage;

import dev.sluice.core.secret.Secret;

/**
 * A key that is to be added to a provider.
 *
 * @param priority the usable keys with the lowest number are used; from 0 to {@link #LAST_PRIORITY}
 */
public record NewKey(String name, Secret value, int priority) {

    /** The priority of keys that are given none. */
    public static final int USUAL_PRIORITY = 1;

    public static final int LAST_PRIORITY = 1_000_000;
}
