package dev.sluice.metrics.instrument;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Trial;
import dev.sluice.core.observe.AccountState;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.JournalState;

/** Accounts and journals whose levels stand still, for tests. */
public final class FixedAccounts implements AccountState, JournalState {

    private final Callers callers;

    public FixedAccounts(Callers callers) {
        this.callers = callers;
    }

    @Override
    public void keys(KeyVisitor visitor) {
        visitor.visit(KeyStanding.ACTIVE, 7);
        visitor.visit(KeyStanding.INACTIVE, 2);
    }

    @Override
    public void trials(TrialVisitor visitor) {
        visitor.visit(Trial.State.ACTIVE, 3);
        visitor.visit(Trial.State.EXPIRED, 1);
        visitor.visit(Trial.State.CONVERTED, 0);
    }

    @Override
    public void subscriptions(SubscriptionVisitor visitor) {
        visitor.visit(Plan.Kind.TEAM, Subscription.Interval.YEAR, 4);
        visitor.visit(Plan.Kind.DEV, Subscription.Interval.MONTH, 0);
    }

    @Override
    public void balances(BalanceVisitor visitor) {
        visitor.visit(callers.users().number("ann"), Plan.Kind.TEAM, 12_500_000_000_000L);
        visitor.visit(callers.users().number("bob"), null, 500_000_000_000L);
    }

    @Override
    public void rooms(RoomVisitor visitor) {
        visitor.visit(callers.keys().number("ci"), LimitKind.CONCURRENCY, 3);
        visitor.visit(callers.keys().number("ci"), LimitKind.DAY_TOKENS, 1_000);
    }

    @Override
    public long reservations() {
        return 6;
    }

    @Override
    public long folded() {
        return 1_000;
    }

    @Override
    public long behind() {
        return 8;
    }

    @Override
    public boolean troubled() {
        return true;
    }
}
