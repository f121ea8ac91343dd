package dev.sluice.core.chat;

/** Why an answer ended. */
public enum Finish {
    /** It is complete. */
    STOP,
    /** One of the texts came up at which it was to end. */
    STOP_SEQUENCE,
    /** As many tokens as allowed, or as the model can. */
    LENGTH,
    TOOL_CALLS,
    /** A filter of the provider's, or the model itself, would not go on. */
    CONTENT_FILTER,
    /** The provider paused a long turn, and wants to be asked to go on. */
    PAUSED,
    /** For a reason that is not known here: clients are told that it is complete. */
    OTHER
}
