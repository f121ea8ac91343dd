package dev.sluice.core.store.redis;

import java.util.Locale;

/** What gateways that share a Redis tell each other of, each in an order of its own. */
enum Feed {
    ACCOUNTS,
    PROVIDER_KEYS,
    CREDITS;

    /** What its keys share in a cluster, behind the prefix. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
