package dev.sluice.core.account;

/**
 * What the keys that have it may do.
 *
 * @param models which they may ask for
 */
public record Role(String id, AllowedModels models, Limits limits) implements Definition {

    @Override
    public ItemKind itemKind() {
        return ItemKind.ROLE;
    }
}
