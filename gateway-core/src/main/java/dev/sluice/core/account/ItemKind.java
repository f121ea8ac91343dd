package dev.sluice.core.account;

/** The kinds of things that accounts are made of. */
public enum ItemKind {
    TENANT,
    USER,
    ROLE,
    PLAN,
    CLIENT_KEY,
    SUBSCRIPTION,
    TRIAL
}
