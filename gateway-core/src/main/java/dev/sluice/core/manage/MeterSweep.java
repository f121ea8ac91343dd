package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.ledger.Ledger.Holder;
import java.time.Clock;
import java.util.function.Predicate;

/** Lets go of what was counted for those that are no more, every minute. One thread at a time. */
final class MeterSweep {

    private static final long EVERY_MILLIS = 60_000;

    private final Meters meters;
    private final Accounts accounts;
    private final Predicate<String> groups;
    private final Clock clock;
    private long next;

    /** @param groups tells which provider groups there are */
    MeterSweep(Meters meters, Accounts accounts, Predicate<String> groups, Clock clock) {
        this.meters = meters;
        this.accounts = accounts;
        this.groups = groups;
        this.clock = clock;
        this.next = clock.millis() + EVERY_MILLIS;
    }

    void turn() {
        long now = clock.millis();
        if (now >= next) {
            next = now + EVERY_MILLIS;
            meters.sweep(this::exists, this::hasTried, now);
        }
    }

    private boolean hasTried(String user) {
        Item trial = accounts.item(ItemKind.TRIAL, user);
        return trial != null && trial.definition() instanceof Trial over && over.state() != Trial.State.ACTIVE;
    }

    private boolean exists(Holder holder) {
        return switch (holder.scope()) {
            case KEY -> accounts.item(ItemKind.CLIENT_KEY, holder.id()) != null;
            case USER -> accounts.item(ItemKind.USER, holder.id()) != null;
            case ROLE -> accounts.item(ItemKind.ROLE, holder.id()) != null;
            case TENANT ->
                holder.id().equals(Tenant.STANDARD.id()) || accounts.item(ItemKind.TENANT, holder.id()) != null;
            case GROUP -> groups.test(holder.id());
        };
    }
}
