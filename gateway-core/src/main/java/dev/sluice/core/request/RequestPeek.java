package dev.sluice.core.request;

/** Stands in for the peek of a request until it is merged. */
public final class RequestPeek {

    private RequestPeek() {}
}
