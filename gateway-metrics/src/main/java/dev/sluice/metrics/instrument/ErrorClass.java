package dev.sluice.metrics.instrument;

import dev.sluice.core.failure.Failure.Code;

/** The few classes of errors that ModelGate tells providers' failures apart by. */
enum ErrorClass {
    CONNECT,
    TIMEOUT,
    RATE_LIMIT,
    SERVER_ERROR,
    CLIENT_ERROR,
    AUTH,
    PROTOCOL,
    STREAM_ERROR;

    /** The class of a failed attempt; what is nobody's but the gateway's own counts as the server's. */
    static ErrorClass of(Code failure) {
        return switch (failure) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, TLS_FAILED, DNS_FAILED, UPSTREAM_CLOSED, POOL_EXHAUSTED -> CONNECT;
            case FIRST_BYTE_TIMEOUT, UNARY_TIMEOUT, STALL_TIMEOUT, TOTAL_TIMEOUT, DEADLINE_EXCEEDED -> TIMEOUT;
            case UPSTREAM_RATE_LIMITED -> RATE_LIMIT;
            case UPSTREAM_KEY_REJECTED, UPSTREAM_QUOTA_EXHAUSTED -> AUTH;
            case UPSTREAM_REFUSED, UPSTREAM_CONTEXT_LENGTH, CLIENT_GONE, CLIENT_STALLED -> CLIENT_ERROR;
            case UPSTREAM_MALFORMED, UPSTREAM_WRONG_TYPE -> PROTOCOL;
            case UPSTREAM_CUT, UPSTREAM_STREAM_ERROR -> STREAM_ERROR;
            default -> SERVER_ERROR;
        };
    }
}
