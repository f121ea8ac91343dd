package dev.sluice.core.store.redis;

import java.util.Locale;

/** What gateways that share a Redis tell each other of, each in an order of its own. */
enum Feed {
    ACCOUNTS,
    PROVIDER_KEYS,
    CREDITS,
    /** Purges of cached answers. */
    CACHE;

    /** Who was away for longer than this many changes reads everything again. */
    static final int CHANGES_KEPT = 10_000;

    /** What its keys share in a cluster, behind the prefix. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
