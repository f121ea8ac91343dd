package dev.sluice.core.resilience;

/**
 * What a failed attempt means for who is tried next and who is blamed: a closed list. See {@code docs/resilience.md}.
 */
public enum Fault {
    /** The request itself, such as 400, 404, 422: relayed, nobody is blamed. */
    CLIENT,
    /** The prompt is longer than the model takes: a target with more room may do; nobody is blamed. */
    CONTEXT_LENGTH,
    /** 429: the key cools. */
    RATE_LIMIT,
    /** 401: the key is invalid. */
    KEY_REJECTED,
    /** 403: counted against the key. */
    KEY_FORBIDDEN,
    /** The key's quota or credit is used up: the key is invalid. */
    QUOTA,
    /** No connection, or it ended before any output: always safe to try again. */
    CONNECTION,
    /** The provider did not answer in time: it may have billed the prompt. */
    TIMEOUT,
    /** 408, 409, 5xx, 529, or an answer that makes no sense. */
    SERVER,
    /** The gateway's own bounds or the client's own deadline: nobody is blamed, nothing is tried again. */
    GATEWAY
}
