package dev.sluice.loads.vocabularies;

/** What becomes of an attempt at a provider, in the words that the gateway has for it. */
enum Fate {
    ANSWERED("", "", "success", ""),
    FAILED("provider_upstream_error", "server_error", "error", "server_error"),
    LIMITED("provider_upstream_rate_limited", "rate_limit", "rate_limited", "rate_limit"),
    REFUSED("provider_upstream_refused", "client_error", "neutral", ""),
    REVOKED("provider_upstream_key_rejected", "auth", "rejected", "auth"),
    CUT("provider_upstream_cut", "stream_error", "error", ""),
    ERRED("provider_upstream_stream_error", "stream_error", "error", ""),
    /** It has not answered in time. */
    LATE("provider_unary_timeout", "timeout", "error", ""),
    LEFT("caller_client_gone", "client_error", "neutral", ""),
    /** Nobody listens. */
    UNREACHED("provider_connect_failed", "connect", "error", "connect");

    private final String errorType;
    private final String errorClass;
    private final String keyResult;
    private final String retryReason;

    Fate(String errorType, String errorClass, String keyResult, String retryReason) {
        this.errorType = errorType;
        this.errorClass = errorClass;
        this.keyResult = keyResult;
        this.retryReason = retryReason;
    }

    String errorType() {
        return errorType;
    }

    String errorClass() {
        return errorClass;
    }

    String keyResult() {
        return keyResult;
    }

    /** Why another attempt at the same target follows. */
    String retryReason() {
        return retryReason;
    }

    /** Whether it is a failure that another target may make good. */
    boolean failsOver() {
        return !retryReason.isEmpty();
    }

    boolean reaches() {
        return this != UNREACHED;
    }

    /** Whether a line of the provider's ledger, with this status, may be about it. */
    boolean agrees(int status) {
        return switch (this) {
            case ANSWERED, CUT, ERRED -> status == 200;
            case FAILED -> status >= 500;
            case LIMITED -> status == 429;
            case REFUSED -> status == 400;
            case REVOKED -> status == 401;
            case LATE -> status == 0;
            case LEFT -> status == 200 || status == 0;
            case UNREACHED -> false;
        };
    }
}
