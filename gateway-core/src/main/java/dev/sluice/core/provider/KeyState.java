package dev.sluice.core.provider;

/** Whether a provider's key can be used. */
public enum KeyState {
    ACTIVE,
    /** The provider limited it: not used until a given time. */
    COOLING,
    /** The provider refuses it: not used until a validation, or an operator, restores it. */
    INVALID,
    /** Switched off by an operator. */
    DISABLED
}
