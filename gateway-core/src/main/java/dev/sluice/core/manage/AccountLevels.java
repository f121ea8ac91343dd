package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.AccountState;
import dev.sluice.core.observe.Callers;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the levels of accounts from the accounts themselves, and from what has been used. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // Counts are found by number; ordinals do not outlive the call.
public final class AccountLevels implements AccountState {

    private final Accounts accounts;
    private final Meters meters;
    private final Callers callers;
    private final Clock clock;

    public AccountLevels(Accounts accounts, Meters meters, Callers callers, Clock clock) {
        this.accounts = accounts;
        this.meters = meters;
        this.callers = callers;
        this.clock = clock;
    }

    @Override
    public void keys(KeyVisitor visitor) {
        long now = clock.millis();
        long[] counts = new long[KeyStanding.values().length];
        accounts.each(ItemKind.CLIENT_KEY, item -> {
            ClientKey.Validity validity = key(item).validity();
            boolean active = validity.active() && now < validity.expiresEpochMillis();
            counts[(active ? KeyStanding.ACTIVE : KeyStanding.INACTIVE).ordinal()]++;
        });
        for (KeyStanding standing : KeyStanding.values()) {
            visitor.visit(standing, counts[standing.ordinal()]);
        }
    }

    @Override
    public void trials(TrialVisitor visitor) {
        long now = clock.millis();
        long[] counts = new long[Trial.State.values().length];
        accounts.each(ItemKind.TRIAL, item -> {
            Trial trial = (Trial) item.definition();
            boolean over = trial.state() == Trial.State.ACTIVE && now >= trial.endsEpochMillis();
            counts[(over ? Trial.State.EXPIRED : trial.state()).ordinal()]++;
        });
        for (Trial.State state : Trial.State.values()) {
            visitor.visit(state, counts[state.ordinal()]);
        }
    }

    @Override
    public void subscriptions(SubscriptionVisitor visitor) {
        long now = clock.millis();
        long[][] counts = new long[Plan.Kind.values().length][Subscription.Interval.values().length];
        accounts.each(ItemKind.SUBSCRIPTION, item -> {
            Subscription each = (Subscription) item.definition();
            Item plan = each.holds(now) ? accounts.item(ItemKind.PLAN, each.plan()) : null;
            if (plan != null) {
                Plan.Kind kind = ((Plan) plan.definition()).kind();
                counts[kind.ordinal()][each.interval().ordinal()]++;
            }
        });
        for (Plan.Kind kind : Plan.Kind.values()) {
            for (Subscription.Interval interval : Subscription.Interval.values()) {
                visitor.visit(kind, interval, counts[kind.ordinal()][interval.ordinal()]);
            }
        }
    }

    @Override
    public void balances(BalanceVisitor visitor) {
        long now = clock.millis();
        Set<String> told = new HashSet<>();
        meters.balances((id, picoDollars) -> {
            told.add(id);
            Item item = accounts.item(ItemKind.USER, id);
            visitor.visit(
                    callers.users().numberIfAny(id),
                    item == null ? null : plan((User) item.definition(), now),
                    picoDollars);
        });
        accounts.each(ItemKind.USER, item -> {
            User user = (User) item.definition();
            if (user.prepaid() && !told.contains(user.id())) {
                visitor.visit(callers.users().numberIfAny(user.id()), plan(user, now), 0);
            }
        });
    }

    private Plan.@Nullable Kind plan(User user, long now) {
        Plan plan = accounts.plan(user, now);
        return plan == null ? null : plan.kind();
    }

    @Override
    public void rooms(RoomVisitor visitor) {
        long now = clock.millis();
        String[] ids = callers.keys().values();
        for (int number = Labels.OTHER + 1; number < ids.length; number++) {
            Item item = accounts.item(ItemKind.CLIENT_KEY, ids[number]);
            if (item != null) {
                rooms(key(item), number, now, visitor);
            }
        }
    }

    private void rooms(ClientKey key, int number, long now, RoomVisitor visitor) {
        Subject subject = new Subject(Scope.KEY, key.id(), Subject.Source.OWN, key.limits());
        Long most = key.limits().of(LimitKind.CONCURRENCY);
        if (most != null) {
            visitor.visit(number, LimitKind.CONCURRENCY, Math.max(0, most - meters.concurrent(subject)));
        }
        meters.rooms(subject, now).stream()
                .filter(room -> room.kind().counted() != Counted.MONEY)
                .forEach(room -> visitor.visit(number, room.kind(), room.remaining()));
    }

    private static ClientKey key(Item item) {
        return ((ClientKey.Issued) item.definition()).key();
    }

    @Override
    public long reservations() {
        return meters.unsettled();
    }
}
