package dev.sluice.netty.exchange;

/** Where an exchange stands. */
enum Phase {
    /** The body is being read. */
    BODY,
    /** Refused; answered when the body has ended, or cannot be waited for. */
    REFUSED,
    /** What must be known first is found out elsewhere: where the conversation is kept, or how long the prompt is. */
    LOOKUP,
    /** A provider is asked; nothing of its answer has been passed on. */
    UPSTREAM,
    /** The answer is passed on. */
    RELAYING,
    /** All is written; what is left is the client's to take. */
    FINISHING,
    /** Settled. */
    OVER
}
