package dev.sluice.core.observe;

/** What became of a second attempt that was made because the first was late. */
public enum HedgeResult {
    /** It was made. */
    INVOKED,
    /** Its output came first. */
    WON,
    /** The first attempt's output came first, or both failed. */
    LOST
}
