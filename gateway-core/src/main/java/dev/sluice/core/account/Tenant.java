package dev.sluice.core.account;

/** A customer: users, keys and all that they use belong to one. */
public record Tenant(String id, Tier tier, Limits limits, boolean active) implements Definition {

    /** Whose everything is that names no tenant. */
    public static final Tenant STANDARD = new Tenant("default", Tier.FREE, Limits.NONE, true);

    @Override
    public ItemKind itemKind() {
        return ItemKind.TENANT;
    }
}
