package dev.sluice.core.account;

/**
 * Somebody of a tenant's who pays, or has others pay.
 *
 * @param prepaid whether its requests are paid from its credit balance, and refused without one
 */
public record User(String id, String tenant, Limits limits, boolean prepaid, boolean active) implements Definition {

    @Override
    public ItemKind itemKind() {
        return ItemKind.USER;
    }
}
