package dev.sluice.core.request;

/** The request methods of RFC 9110 that metrics tell apart; any other token is {@link #OTHER}. */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE,
    OPTIONS,
    OTHER;

    /** Whether a request may be sent twice as if it were sent once; RFC 9110, section 9.2.2. */
    public boolean isIdempotent() {
        return switch (this) {
            case GET, HEAD, PUT, DELETE, OPTIONS -> true;
            case POST, PATCH, OTHER -> false;
        };
    }
}
