package dev.sluice.core.config;

/** How exchanges are logged. */
public record LogSettings(Access access) {

    /** The form of an access line. */
    public enum Access {
        NONE,
        TEXT,
        JSON
    }
}
