package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.BILLING_CYCLE;
import static dev.sluice.metrics.instrument.Dimension.CLIENT_KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_STANDING;
import static dev.sluice.metrics.instrument.Dimension.LIMIT;
import static dev.sluice.metrics.instrument.Dimension.LIMIT_TYPE;
import static dev.sluice.metrics.instrument.Dimension.PLAN;
import static dev.sluice.metrics.instrument.Dimension.QUEUE;
import static dev.sluice.metrics.instrument.Dimension.TRIAL_STATE;
import static dev.sluice.metrics.instrument.Dimension.USER;

import dev.sluice.core.observe.AccountState;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.JournalState;

/** Reads the levels of accounts and of their books at a scrape. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CallerLevels {

    /** The place of entries that are settled and not in the ledger, in {@link Dimension#QUEUE}. */
    private static final int SETTLE = 1;

    private final AccountState state;
    private final Callers callers;

    CallerLevels(AccountState state, Callers callers) {
        this.state = state;
        this.callers = callers;
    }

    void addTo(Totals.Builder totals) {
        state.keys(
                (standing, count) -> totals.add(Fact.CLIENT_KEYS, new Row(count).at(KEY_STANDING, standing.ordinal())));
        state.trials((trial, count) -> totals.add(Fact.TRIALS, new Row(count).at(TRIAL_STATE, trial.ordinal())));
        state.subscriptions((plan, interval, count) -> totals.add(
                Fact.SUBSCRIPTIONS, new Row(count).at(PLAN, 1 + plan.ordinal()).at(BILLING_CYCLE, interval.ordinal())));
        state.balances((user, plan, picoDollars) -> totals.add(
                Fact.CREDIT_BALANCE,
                new Row(picoDollars)
                        .at(USER, Names.canonical(callers.users(), user))
                        .at(PLAN, plan == null ? 0 : 1 + plan.ordinal())));
        state.rooms((key, kind, left) -> totals.add(
                Fact.LIMIT_ROOM,
                new Row(left)
                        .at(CLIENT_KEY, Names.canonical(callers.keys(), key))
                        .at(LIMIT, kind.ordinal())
                        .at(LIMIT_TYPE, LimitTypes.of(kind))));
        totals.value(Fact.RESERVATIONS, state.reservations());
    }

    static void addJournals(Totals.Builder totals, JournalState journals) {
        totals.value(Fact.LEDGER_ENTRIES, journals.folded());
        totals.value(Fact.JOURNAL_BEHIND, journals.behind());
        totals.value(Fact.JOURNAL_TROUBLE, journals.troubled() ? 1 : 0);
        totals.add(Fact.QUEUE_SIZE, new Row(journals.behind()).at(QUEUE, SETTLE));
    }
}
