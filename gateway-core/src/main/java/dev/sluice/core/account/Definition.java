package dev.sluice.core.account;

/** What accounts are made of: told apart by kind and id. All of them are values. */
public sealed interface Definition permits ClientKey.Issued, Plan, Role, Subscription, Tenant, Trial, User {

    ItemKind itemKind();

    /** Its own among those of its kind, over file and API. */
    String id();
}
