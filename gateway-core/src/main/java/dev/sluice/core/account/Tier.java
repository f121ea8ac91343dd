package dev.sluice.core.account;

/** What kind of customer a tenant is: a label, and the limits that it has where nothing else is said. */
public enum Tier {
    FREE,
    STARTER,
    PROFESSIONAL,
    ENTERPRISE
}
