package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.store.StoreException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose ids are not given again, and who is not deleted: what the ledger has of a user, its credits, their idempotency
 * keys and its trial, stays under its id, and would be another one's. Blocks while the ledger is read. Thread-safe.
 */
final class UserIds {

    private static final Logger LOG = LoggerFactory.getLogger(UserIds.class);

    private final Accounts accounts;
    private final Ledger ledger;

    UserIds(Accounts accounts, Ledger ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    /** Why something cannot be made under its id. */
    Optional<Refusal> make(Definition made) {
        if (made.itemKind() != ItemKind.USER) {
            return Optional.empty();
        }
        String id = made.id();
        try {
            boolean used = accounts.item(ItemKind.TRIAL, id) != null
                    || ledger.balance(id) != 0
                    || !ledger.credits(id, Long.MAX_VALUE, 1).isEmpty();
            return used
                    ? Optional.of(Refusal.conflict(
                            "user_id_was_used",
                            "a user of this id had credits or a trial, which are not another one's: take another id"))
                    : Optional.empty();
        } catch (StoreException e) {
            return unread(e);
        }
    }

    /** Why something cannot be deleted: there is money left. */
    Optional<Refusal> delete(Item item) {
        try {
            return item.kind() == ItemKind.USER && ledger.balance(item.id()) > 0
                    ? Optional.of(Refusal.conflict("has_credits", "the user has credits: take them first"))
                    : Optional.empty();
        } catch (StoreException e) {
            return unread(e);
        }
    }

    private static Optional<Refusal> unread(StoreException cause) {
        LOG.warn("accounts: {}", cause.getMessage());
        return Optional.of(Refusal.unavailable(
                "store_failed", "whether the user has credits could not be read; the log says why"));
    }
}
