package dev.sluice.core.observe;

/** What became of a failover. */
public enum FailoverResult {
    /** Another target is tried. */
    INVOKED,
    /** It answered. */
    SUCCESS,
    /** It did not. */
    FAILURE
}
