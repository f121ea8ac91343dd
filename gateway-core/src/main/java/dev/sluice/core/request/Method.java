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
    OTHER
}
