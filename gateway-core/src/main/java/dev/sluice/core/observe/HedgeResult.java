package dev.sluice.core.observe;

/** What became of a second attempt that was made because the first was late. */
public enum HedgeResult {
    /** It was made. */
    INVOKED,
    /** Its output came first. */
    WON,
    /** Another output came first, or none: both failed, or the client left. */
    LOST
}
