package dev.sluice.core.account;

import org.jspecify.annotations.Nullable;

/** A client's key, without its value: the id under which logs may show it, and whom it belongs to. */
public record ClientKey(
        String id, @Nullable String tenant, @Nullable String user) {

    /** Everybody, where authentication is off. */
    public static final ClientKey ANYONE = new ClientKey("anyone", null, null);
}
