package dev.sluice.loads.http;

/** How an answer ended. */
public enum Ending {
    /** With its last byte, as its framing says. */
    COMPLETE,
    /** The connection was closed before the answer was whole. */
    CUT,
    /** The connection was reset before the answer was whole. */
    RESET,
    /** Nothing came for longer than the reader waits. */
    STALLED,
    /** What came is no HTTP. */
    GARBLED
}
