package dev.sluice.core.resilience;

/** Why a target is tried again: the {@code reason} label of retries. */
public enum RetryReason {
    CONNECT,
    TIMEOUT,
    SERVER_ERROR,
    RATE_LIMIT,
    /** The key was refused or used up, and another one is tried. */
    AUTH
}
