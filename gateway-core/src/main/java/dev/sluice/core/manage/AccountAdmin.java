package dev.sluice.core.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Trial;
import dev.sluice.core.config.AccountJson;
import dev.sluice.core.config.ConfigProblem;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoredAccount;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to tenants, users, roles, plans, client keys, subscriptions and trials. A change holds at once, and
 * is told when the store has it; what could not be stored is undone, but for a key's revocation. Thread-safe; blocks
 * only while it is read whether a user that is made or deleted has credits.
 */
public final class AccountAdmin {

    /** How often a change is tried that others, at other gateways, are faster with. */
    private static final int TRIES = 5;

    private static final Refusal OVERTAKEN =
            Refusal.conflict("changed_meanwhile", "others change it all the time: nothing was changed, try again");

    private final KnownAccounts known;
    private final Accounts accounts;
    private final Store store;
    private final Clock clock;
    private final ClientKeyValues values;
    private final AccountRules rules;
    private final UserIds userIds;
    private final Executor again;

    /**
     * What it works on.
     *
     * @param groups tells which provider groups there are
     * @param random where the values of client keys come from: a {@link java.security.SecureRandom}
     * @param again on which a change is tried again that others were faster with: it may block, and the store's thread,
     *     which tells of that, has others to tell
     */
    public record Collaborators(
            KnownAccounts known, Store store, Predicate<String> groups, Random random, Executor again) {}

    public AccountAdmin(Collaborators with, Clock clock) {
        this.known = with.known();
        this.accounts = known.accounts();
        this.store = with.store();
        this.clock = clock;
        this.values = new ClientKeyValues(with.random());
        this.rules = new AccountRules(accounts, with.groups(), clock);
        this.userIds = new UserIds(accounts, with.store().ledger());
        this.again = with.again();
    }

    /** Those of a kind, by id. */
    public Page<ItemView> list(ItemKind kind, Page.Cut cut) {
        // One more than the page has, so that it knows whether another follows.
        List<Item> items = accounts.items(kind, cut.after(), cut.limit() + 1);
        return Page.of(items, Item::id, cut).map(ItemView::of);
    }

    public Outcome<ItemView> find(ItemKind kind, String id) {
        return item(kind, id).map(ItemView::of);
    }

    /**
     * Makes what a body describes. The id of a client key or subscription may be left out; a trial's is its user's.
     * Completes when it is kept.
     */
    public CompletionStage<Outcome<Made>> create(ItemKind kind, JsonNode body, String who) {
        return tried(TRIES, () -> make(kind, body, who));
    }

    private synchronized CompletionStage<Outcome<Made>> make(ItemKind kind, JsonNode body, String who) {
        Secret value = kind == ItemKind.CLIENT_KEY ? values.value() : null;
        KeyHash hash = value == null ? null : ClientKeyValues.hash(value);
        return object(body)
                .map(object -> named(kind, object))
                .then(object -> read(kind, object, hash))
                .then(made -> checked(made, rules.make(made).or(() -> userIds.make(made))))
                .fold(
                        made -> keep(null, made, new Edit(kind, made.id(), null, who))
                                .thenApply(kept -> kept.map(item -> new Made(item, value))),
                        AccountAdmin::refused);
    }

    /** Puts what a body describes in the place of what there is; a client key keeps its value. */
    public CompletionStage<Outcome<ItemView>> replace(Edit edit, JsonNode body) {
        return tried(TRIES, () -> change(edit, body));
    }

    private synchronized CompletionStage<Outcome<ItemView>> change(Edit edit, JsonNode body) {
        return changeable(edit)
                .fold(
                        before -> object(body)
                                .then(object -> identified(edit, object))
                                .then(object -> read(edit.kind(), object, hash(before)))
                                .then(after -> checked(after, rules.replace(before.definition(), after)))
                                .fold(after -> keep(before, after, edit), AccountAdmin::refused),
                        AccountAdmin::refused);
    }

    /** Ends a subscription at once; one that is over already stays as it is. */
    public CompletionStage<Outcome<ItemView>> cancel(Edit edit) {
        return tried(TRIES, () -> end(edit));
    }

    private synchronized CompletionStage<Outcome<ItemView>> end(Edit edit) {
        return changeable(edit)
                .then(AccountAdmin::subscription)
                .fold(
                        before -> keep(before, cancelled((Subscription) before.definition()), edit),
                        AccountAdmin::refused);
    }

    /**
     * Deletes what nothing refers to: a client key is revoked at once, a trial ends and is remembered, a user's
     * subscriptions that are over go with it, and its trial ends.
     */
    public CompletionStage<Outcome<ItemView>> delete(Edit edit) {
        return tried(TRIES, () -> drop(edit));
    }

    private synchronized CompletionStage<Outcome<ItemView>> drop(Edit edit) {
        return changeable(edit)
                .then(item -> checked(item, rules.delete(item).or(() -> userIds.delete(item))))
                .fold(
                        item -> item.definition() instanceof Trial trial
                                ? keep(item, ended(trial, Trial.State.EXPIRED), edit)
                                : forget(item, edit),
                        AccountAdmin::refused);
    }

    /** Again where others were faster: all checks are made anew, with what they made. */
    private <T> CompletionStage<Outcome<T>> tried(int times, Supplier<CompletionStage<Outcome<T>>> step) {
        CompletionStage<Outcome<T>> first = step.get();
        return times == 1
                ? first
                : first.thenCompose(outcome -> outcome instanceof Outcome.Refused<T> refused
                                && refused.refusal().equals(OVERTAKEN)
                        ? CompletableFuture.supplyAsync(() -> tried(times - 1, step), again)
                                .thenCompose(next -> next)
                        : CompletableFuture.completedStage(outcome));
    }

    private CompletionStage<Outcome<ItemView>> keep(@Nullable Item before, Definition after, Edit edit) {
        List<OwnChange> changes = new ArrayList<>();
        changes.add(OwnChange.put(before, Item.ofApi(after, version(after))));
        converted(after).ifPresent(changes::add);
        return made(changes, edit, failure -> {
            known.undone(changes);
            return Audit.notStored(edit, failure, "nothing was changed");
        });
    }

    private CompletionStage<Outcome<ItemView>> forget(Item item, Edit edit) {
        List<OwnChange> changes = new ArrayList<>();
        changes.add(OwnChange.drop(item));
        if (item.kind() == ItemKind.USER) {
            // Of who is deleted nothing goes on.
            Item trial = accounts.made(ItemKind.TRIAL, item.id());
            if (trial != null && trial.definition() instanceof Trial running && running.state() == Trial.State.ACTIVE) {
                Trial over = ended(running, Trial.State.EXPIRED);
                changes.add(OwnChange.put(trial, Item.ofApi(over, version(over))));
            }
            accounts.subscriptions(item.id())
                    .forEach(each -> changes.add(OwnChange.drop(
                            Objects.requireNonNull(accounts.made(ItemKind.SUBSCRIPTION, each.id()), "indexed"))));
        }
        return made(changes, edit, failure -> {
            if (edit.kind() == ItemKind.CLIENT_KEY) {
                // A key that has leaked must not come back because the disk is full.
                known.goneForGood(changes);
                return Audit.notStored(edit, failure, "the key is out of use, but may come back with a restart");
            }
            known.undone(changes);
            return Audit.notStored(edit, failure, "nothing was changed");
        });
    }

    /** In force at once; taken back where the store has something else by now. */
    private CompletionStage<Outcome<ItemView>> made(
            List<OwnChange> changes, Edit edit, Function<Throwable, Refusal> notStored) {
        known.begin(changes);
        return store.changeAccounts(changes.stream().map(OwnChange::ofRow).toList())
                .handle((conflicts, failure) -> {
                    if (failure != null) {
                        return Outcome.refused(notStored.apply(failure));
                    }
                    if (!conflicts.isEmpty()) {
                        known.overtaken(changes, conflicts);
                        return Outcome.refused(OVERTAKEN);
                    }
                    known.kept(changes);
                    changes.forEach(change -> Audit.made(edit.who(), change));
                    return Outcome.done(ItemView.of(changes.get(0).item()));
                });
    }

    /** Who subscribes has no trial any more. */
    private Optional<OwnChange> converted(Definition made) {
        if (!(made instanceof Subscription subscription) || subscription.state() != Subscription.State.ACTIVE) {
            return Optional.empty();
        }
        Item item = accounts.made(ItemKind.TRIAL, subscription.user());
        if (item == null || !(item.definition() instanceof Trial trial) || trial.state() != Trial.State.ACTIVE) {
            return Optional.empty();
        }
        Trial over = ended(trial, Trial.State.CONVERTED);
        return Optional.of(OwnChange.put(item, Item.ofApi(over, version(over))));
    }

    private long version(Definition of) {
        return known.nextVersion(new StoredAccount.Id(of.itemKind(), of.id()), clock.millis());
    }

    private Outcome<Item> changeable(Edit edit) {
        return item(edit.kind(), edit.id()).then(item -> {
            if (item.source() == Item.Source.FILE) {
                return Outcome.refused(Refusal.conflict(
                        "managed_by_configuration", "this is in the configuration file: change it there"));
            }
            return edit.version() == null || edit.version() == item.version()
                    ? Outcome.done(item)
                    : Outcome.refused(Refusal.stale("it was changed in the meantime: read it again"));
        });
    }

    private Outcome<Item> item(ItemKind kind, String id) {
        Item item = accounts.item(kind, id);
        return item == null
                ? Outcome.refused(Refusal.notFound(
                        kind.name().toLowerCase(Locale.ROOT) + "_not_found",
                        "there is no such " + AccountRules.name(kind)))
                : Outcome.done(item);
    }

    private static Outcome<Item> subscription(Item item) {
        return item.kind() == ItemKind.SUBSCRIPTION
                ? Outcome.done(item)
                : Outcome.refused(Refusal.conflict("not_a_subscription", "only subscriptions are cancelled"));
    }

    private Outcome<Definition> read(ItemKind kind, ObjectNode body, @Nullable KeyHash hash) {
        Verdict<Definition> verdict = AccountJson.read(kind, body, hash, clock.instant());
        if (verdict instanceof Verdict.Refused<Definition> refused) {
            ConfigProblem first = refused.problems().get(0);
            return Outcome.refused(Refusal.invalid(first.path(), first.message()));
        }
        return Outcome.done(((Verdict.Accepted<Definition>) verdict).value());
    }

    private ObjectNode named(ItemKind kind, ObjectNode body) {
        if (body.has("id")) {
            return body;
        }
        return switch (kind) {
            case CLIENT_KEY -> body.put("id", values.id("key-"));
            case SUBSCRIPTION -> body.put("id", values.id("sub-"));
            case TENANT, USER, ROLE, PLAN, TRIAL -> body;
        };
    }

    private static Outcome<ObjectNode> identified(Edit edit, ObjectNode body) {
        String field = edit.kind() == ItemKind.TRIAL ? "user" : "id";
        JsonNode given = body.get(field);
        if (given != null && !given.asText().equals(edit.id())) {
            return Outcome.refused(Refusal.invalid(field, "is not the one of the path"));
        }
        return Outcome.done(body.put(field, edit.id()));
    }

    private static Outcome<ObjectNode> object(JsonNode body) {
        return body instanceof ObjectNode object
                ? Outcome.done(object.deepCopy())
                : Outcome.refused(
                        new Refusal(Refusal.Kind.INVALID, "invalid_body", "the body must be an object", null));
    }

    private static @Nullable KeyHash hash(Item item) {
        return item.definition() instanceof ClientKey.Issued issued ? issued.hash() : null;
    }

    private static <T> Outcome<T> checked(T value, Optional<Refusal> refusal) {
        return refusal.<Outcome<T>>map(Outcome::refused).orElseGet(() -> Outcome.done(value));
    }

    private static <T> CompletionStage<Outcome<T>> refused(Refusal refusal) {
        return CompletableFuture.completedStage(Outcome.refused(refusal));
    }

    private Subscription cancelled(Subscription before) {
        long now = clock.millis();
        return new Subscription(
                before.id(),
                before.user(),
                before.plan(),
                before.interval(),
                before.startsEpochMillis(),
                Math.min(before.endsEpochMillis(), Math.max(now, before.startsEpochMillis())),
                Subscription.State.CANCELLED);
    }

    private static Trial ended(Trial trial, Trial.State state) {
        return new Trial(
                trial.user(),
                trial.startsEpochMillis(),
                trial.endsEpochMillis(),
                trial.tokens(),
                trial.requests(),
                trial.picoDollars(),
                state);
    }
}
