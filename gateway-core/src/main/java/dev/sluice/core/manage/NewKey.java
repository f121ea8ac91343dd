package dev.sluice.core.manage;

import dev.sluice.core.secret.Secret;

/** A key that is to be added to a provider. */
public record NewKey(String name, Secret value, int priority) {

    /** The priority of keys that are given none. */
    public static final int USUAL_PRIORITY = 1;
}
