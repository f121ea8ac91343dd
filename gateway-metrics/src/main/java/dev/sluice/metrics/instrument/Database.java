package dev.sluice.metrics.instrument;

/** What a gateway keeps what it knows in, by the name that vocabularies have for connections to it. */
public enum Database {
    /** A database of this gateway's own. */
    DB,
    /** A Redis that gateways share. */
    REDIS
}
