package dev.sluice.core.account;

/** Whose a limit is. */
public enum Scope {
    KEY,
    USER,
    TENANT,
    ROLE,
    /** A provider group: all that is asked of it. */
    GROUP
}
