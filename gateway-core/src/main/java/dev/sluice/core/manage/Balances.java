package dev.sluice.core.manage;

import dev.sluice.core.admission.Meters;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.CreditChange;
import dev.sluice.core.ledger.Ledger.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Users' balances in memory, which follow the ledger. A change that is made here, and what is read because others have
 * made some, come one after the other: no change counts twice, and none is lost. Thread-safe; blocks.
 */
public final class Balances {

    private final Ledger ledger;
    private final Meters meters;

    public Balances(Ledger ledger, Meters meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    Meters meters() {
        return meters;
    }

    /** As {@link Ledger#credit}; in force when it returns. */
    synchronized CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        CreditChange change = ledger.credit(user, picoDollars, idempotencyKey, epochMillis);
        if (change.result() == Result.MADE) {
            // Kept first: what is in force and forgotten by a crash would be given away.
            meters.credit(user, picoDollars);
        }
        return change;
    }

    /** Others have changed these users' credits, or used them: what the ledger says holds. */
    synchronized void refresh(Collection<String> users) {
        ledger.balances(users, balance -> meters.balanceIs(balance.user(), balance.picoDollars()));
    }

    /** The same for all users. */
    synchronized void refresh() {
        List<Balance> all = new ArrayList<>();
        ledger.balances(all::add);
        all.forEach(each -> meters.balanceIs(each.user(), each.picoDollars()));
    }
}
