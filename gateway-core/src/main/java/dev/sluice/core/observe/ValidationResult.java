package dev.sluice.core.observe;

/** What a validation of a provider's key came to. */
public enum ValidationResult {
    VALID,
    INVALID,
    /** The provider could not be asked, or did not say. */
    ERROR
}
