package dev.sluice.core.observe;

import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.label.Labels;
import java.util.Collection;

/**
 * The ids of those who ask, as far as they get series of their own: those of the configuration file first, then whoever
 * comes. Ids only, never a key's value. Lives as long as the process; thread-safe.
 *
 * @param tenants the standard one always among them
 * @param keys ids of clients' keys
 */
public record Callers(Labels tenants, Labels users, Labels keys) {

    /** For as many tenants, users and client keys. */
    static Callers bounded(int tenants, int users, int keys) {
        Callers callers = new Callers(new Labels(tenants), new Labels(users), new Labels(keys));
        callers.tenants.number(Tenant.STANDARD.id());
        return callers;
    }

    /** Gives numbers to those who are defined, in their order, as long as there are any left. */
    public void name(Collection<? extends Definition> defined) {
        for (Definition each : defined) {
            // Roles, plans and what users have of them are told by kind.
            switch (each.itemKind()) {
                case TENANT -> tenants.number(each.id());
                case USER -> users.number(each.id());
                case CLIENT_KEY -> keys.number(each.id());
                case ROLE, PLAN, SUBSCRIPTION, TRIAL -> {}
            }
        }
    }
}
