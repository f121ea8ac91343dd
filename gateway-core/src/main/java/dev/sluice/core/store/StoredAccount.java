package dev.sluice.core.store;

import dev.sluice.core.account.ItemKind;

/**
 * What is kept of a part of accounts that was made through the API: a document, which holds no secret.
 *
 * @param json as the one who saved it wrote it
 * @param version grows with each change
 */
public record StoredAccount(ItemKind kind, String id, String json, long version) {

    /** Which one a row is. */
    public record Id(ItemKind kind, String id) {}

    public Id key() {
        return new Id(kind, id);
    }
}
