package dev.sluice.core.observe;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Trial;
import org.jspecify.annotations.Nullable;

/**
 * Levels of accounts and of what is left to them, pulled at a scrape from any thread; a reading looks at all accounts
 * once, and never blocks. Numbers are those of {@link Callers}.
 */
public interface AccountState {

    /** Whether a key would be let in. */
    enum KeyStanding {
        ACTIVE,
        /** Revoked or expired. */
        INACTIVE
    }

    /** Receives how many client keys there are of one standing. */
    @FunctionalInterface
    interface KeyVisitor {
        void visit(KeyStanding standing, long count);
    }

    /** Receives how many trials there are in one state. */
    @FunctionalInterface
    interface TrialVisitor {
        void visit(Trial.State state, long count);
    }

    /** Receives how many subscriptions hold of one kind of plan. */
    @FunctionalInterface
    interface SubscriptionVisitor {
        void visit(Plan.Kind plan, Subscription.Interval interval, long count);
    }

    /** Receives the credits of a user, or of one of those that share a number. */
    @FunctionalInterface
    interface BalanceVisitor {
        void visit(int user, Plan.@Nullable Kind plan, long picoDollars);
    }

    /** Receives what is left of one limit of a client key's own, in exchanges, requests or tokens. */
    @FunctionalInterface
    interface RoomVisitor {
        void visit(int key, LimitKind kind, long left);
    }

    /** Every standing, zeros included. */
    void keys(KeyVisitor visitor);

    /** Every state, zeros included. */
    void trials(TrialVisitor visitor);

    /** Every kind of plan and interval, zeros included. */
    void subscriptions(SubscriptionVisitor visitor);

    /** Everybody who pays in advance, or has credits. */
    void balances(BalanceVisitor visitor);

    /** Those keys with limits that have a number of their own. */
    void rooms(RoomVisitor visitor);

    /** Exchanges that were let in and are not settled: what they may use is reserved. */
    long reservations();
}
