package dev.sluice.loads.vocabularies;

/** What the load generator counts, or the provider for it; the table of families names these. */
enum Fact {
    /** Requests by method, route and status. */
    HTTP,
    REQUEST_BODY,
    RESPONSE_BODY,
    /** Requests to model endpoints. */
    OPERATION,
    /** Streams of which output was seen. */
    FIRST_TOKEN,
    /** Phases that requests to model endpoints went through. */
    PHASE,
    GROUP,
    /** What the provider was asked, and what it could not be. */
    ATTEMPT,
    /** Attempts for which there was a connection. */
    CONNECTED,
    RETRY,
    FAILOVER,
    STRATEGY,
    SWITCH,
    ROUTING_FAILURE,
    /** Requests with a client's key; each is an attempt besides. */
    KEY_USE,
    REFUSAL,
    RATE_LIMIT,
    OVER_BUDGET,
    UNPRICED,
    TOKENS,
    COST,
    CREDITS,
    CHARGED,
    CHARGED_TOKENS,
    /** Requests that are to be in the ledger. */
    BOOKED,
    VALIDATION,
    BREAKER,
    /** Looks into one cache. */
    LOOK,
    /** Requests, by what caches had for them altogether. */
    CACHED,
    /** What the answer had used when it was made. */
    SAVED_TOKENS,
    SAVED_COST,
    /** What must not have happened. */
    NOTHING
}
