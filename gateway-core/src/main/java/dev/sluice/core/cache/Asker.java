package dev.sluice.core.cache;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.User;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as answers are kept apart by it.
 *
 * @param owner whose an answer is and nobody else's: the tenant's that the key belongs to, else its user's, else the
 *     key's own. Those of no tenant have nothing in common
 * @param tenant the tenant's id, for reports and for purging
 * @param role the role's id; empty without one
 * @param clientKey the id of the key that asked
 */
public record Asker(String owner, String tenant, String role, String clientKey) {

    /** Everybody, where authentication is off. */
    private static final String OPEN = "open";

    /** Whoever comes with an account; null: nobody is known. The name of a key has no colon. */
    public static Asker of(@Nullable Account who) {
        Account known = who == null ? Account.ANYONE : who;
        String role = known.role() == null ? "" : known.role().id();
        return new Asker(owner(known), known.tenant().id(), role, known.key().id());
    }

    private static String owner(Account who) {
        if (who.key().equals(ClientKey.ANYONE)) {
            return OPEN;
        }
        if (who.hasTenant()) {
            return "tenant:" + who.tenant().id();
        }
        User user = who.user();
        return user == null ? "key:" + who.key().id() : "user:" + user.id();
    }
}
