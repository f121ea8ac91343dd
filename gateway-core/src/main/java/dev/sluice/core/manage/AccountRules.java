package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What may be made, changed and deleted of accounts, as they are at the moment. Thread-safe. */
final class AccountRules {

    private final Accounts accounts;
    private final Predicate<String> groups;
    private final Clock clock;

    /** @param groups tells which provider groups there are */
    AccountRules(Accounts accounts, Predicate<String> groups, Clock clock) {
        this.accounts = accounts;
        this.groups = groups;
        this.clock = clock;
    }

    /** Why something cannot be made. */
    Optional<Refusal> make(Definition made) {
        Item there = accounts.item(made.itemKind(), made.id());
        if (there != null && there.kind() == ItemKind.TRIAL) {
            return Optional.of(Refusal.conflict("trial_used", "the user has had its trial: there is one a user, ever"));
        }
        return there != null
                ? Optional.of(Refusal.conflict("duplicate_id", "there is a " + name(there.kind()) + " of this id"))
                : fit(made);
    }

    /** Why something cannot be put in the place of what there is. */
    Optional<Refusal> replace(Definition before, Definition after) {
        if (before instanceof User old
                && after instanceof User user
                && !old.tenant().equals(user.tenant())) {
            return Optional.of(Refusal.invalid("tenant", "cannot be changed: make another user"));
        }
        if (before instanceof Subscription old
                && after instanceof Subscription now
                && !old.user().equals(now.user())) {
            return Optional.of(Refusal.invalid("user", "cannot be changed: make another subscription"));
        }
        if (before instanceof Trial old && old.state() != Trial.State.ACTIVE) {
            return Optional.of(Refusal.conflict("trial_used", "the trial is over, and stays so"));
        }
        return fit(after);
    }

    /** Why something cannot be deleted: what belongs to it would be left behind. */
    Optional<Refusal> delete(Item item) {
        String id = item.id();
        boolean used = switch (item.kind()) {
            case TENANT ->
                usedByKey(key -> id.equals(key.tenant()))
                        || any(ItemKind.USER, each -> ((User) each).tenant().equals(id));
            case USER ->
                usedByKey(key -> id.equals(key.user()))
                        || accounts.subscriptions(id).stream().anyMatch(this::open);
            case ROLE -> usedByKey(key -> id.equals(key.role()));
            case PLAN ->
                any(
                        ItemKind.SUBSCRIPTION,
                        each -> ((Subscription) each).plan().equals(id) && open((Subscription) each));
            case CLIENT_KEY, SUBSCRIPTION, TRIAL -> false;
        };
        return used
                ? Optional.of(Refusal.conflict(
                        "in_use", "others refer to this " + name(item.kind()) + ": delete or change them first"))
                : Optional.empty();
    }

    static String name(ItemKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Optional<Refusal> fit(Definition made) {
        return Optional.ofNullable(
                switch (made.itemKind()) {
                    case USER -> known("tenant", ItemKind.TENANT, ((User) made).tenant());
                    case CLIENT_KEY -> key(((ClientKey.Issued) made).key());
                    case SUBSCRIPTION -> subscription((Subscription) made);
                    case TRIAL -> trial((Trial) made);
                    case TENANT, ROLE, PLAN -> null;
                });
    }

    private @Nullable Refusal key(ClientKey key) {
        Refusal unknown = known("tenant", ItemKind.TENANT, key.tenant());
        unknown = unknown == null ? known("user", ItemKind.USER, key.user()) : unknown;
        unknown = unknown == null ? known("role", ItemKind.ROLE, key.role()) : unknown;
        if (unknown != null) {
            return unknown;
        }
        Item user = key.user() == null ? null : accounts.item(ItemKind.USER, key.user());
        if (user != null
                && key.tenant() != null
                && !((User) user.definition()).tenant().equals(key.tenant())) {
            return Refusal.invalid("tenant", "is not the tenant of the user: leave it out, or name that one");
        }
        List<String> unknownGroups =
                key.proxyGroups().stream().filter(groups.negate()).sorted().toList();
        return unknownGroups.isEmpty() ? null : unknown("proxy", "group");
    }

    private @Nullable Refusal subscription(Subscription made) {
        Refusal unknown = known("user", ItemKind.USER, made.user());
        unknown = unknown == null ? known("plan", ItemKind.PLAN, made.plan()) : unknown;
        if (unknown != null) {
            return unknown;
        }
        if (made.endsEpochMillis() <= made.startsEpochMillis()) {
            return Refusal.invalid("ends", "must be after starts");
        }
        boolean second = accounts.subscriptions(made.user()).stream()
                .anyMatch(each -> !each.id().equals(made.id()) && each.overlaps(made));
        return second
                ? Refusal.conflict(
                        "already_subscribed", "the user has a subscription in that time: cancel or change that one")
                : null;
    }

    private @Nullable Refusal trial(Trial made) {
        Refusal unknown = known("user", ItemKind.USER, made.user());
        if (unknown != null) {
            return unknown;
        }
        return made.endsEpochMillis() <= made.startsEpochMillis()
                ? Refusal.invalid("ends", "must be after starts")
                : null;
    }

    private @Nullable Refusal known(String field, ItemKind kind, @Nullable String id) {
        boolean standard = kind == ItemKind.TENANT && Tenant.STANDARD.id().equals(id);
        return id == null || standard || accounts.item(kind, id) != null ? null : unknown(field, name(kind));
    }

    private static Refusal unknown(String field, String name) {
        return new Refusal(Refusal.Kind.INVALID, "unknown_" + name, "there is no such " + name, field);
    }

    /** Whether it holds, or will. */
    private boolean open(Subscription subscription) {
        return subscription.state() == Subscription.State.ACTIVE && subscription.endsEpochMillis() > clock.millis();
    }

    private boolean usedByKey(Predicate<ClientKey> test) {
        return any(ItemKind.CLIENT_KEY, each -> test.test(((ClientKey.Issued) each).key()));
    }

    private boolean any(ItemKind kind, Predicate<Definition> test) {
        return accounts.items(kind, null, Integer.MAX_VALUE).stream()
                .map(Item::definition)
                .anyMatch(test);
    }
}
