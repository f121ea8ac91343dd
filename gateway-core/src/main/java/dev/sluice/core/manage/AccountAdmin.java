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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What operators do to tenants, users, roles, plans, client keys, subscriptions and trials. A change holds at once, and
 * is told when the store has it; what could not be stored is undone, but for a key's revocation. Thread-safe; blocks
 * only while it is read whether a user that is made or deleted has credits.
 */
public final class AccountAdmin {

    private final Accounts accounts;
    private final Store store;
    private final Clock clock;
    private final ClientKeyValues values;
    private final AccountRules rules;
    private final UserIds userIds;

    /**
     * What it works on.
     *
     * @param groups tells which provider groups there are
     * @param random where the values of client keys come from: a {@link java.security.SecureRandom}
     */
    public record Collaborators(Accounts accounts, Store store, Predicate<String> groups, Random random) {}

    public AccountAdmin(Collaborators with, Clock clock) {
        this.accounts = with.accounts();
        this.store = with.store();
        this.clock = clock;
        this.values = new ClientKeyValues(with.random());
        this.rules = new AccountRules(with.accounts(), with.groups(), clock);
        this.userIds = new UserIds(with.accounts(), with.store().ledger());
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
    public synchronized CompletionStage<Outcome<Made>> create(ItemKind kind, JsonNode body, String who) {
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
    public synchronized CompletionStage<Outcome<ItemView>> replace(Edit edit, JsonNode body) {
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
    public synchronized CompletionStage<Outcome<ItemView>> cancel(Edit edit) {
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
    public synchronized CompletionStage<Outcome<ItemView>> delete(Edit edit) {
        return changeable(edit)
                .then(item -> checked(item, rules.delete(item).or(() -> userIds.delete(item))))
                .fold(
                        item -> item.definition() instanceof Trial trial
                                ? keep(item, ended(trial, Trial.State.EXPIRED), edit)
                                : endTrial(item, edit)
                                        .thenCompose(
                                                ended -> ended.fold(done -> forget(item, edit), AccountAdmin::refused)),
                        AccountAdmin::refused);
    }

    /** Of who is deleted nothing goes on. */
    private CompletionStage<Outcome<Item>> endTrial(Item gone, Edit edit) {
        Item item = gone.kind() == ItemKind.USER ? accounts.made(ItemKind.TRIAL, gone.id()) : null;
        return item != null && item.definition() instanceof Trial trial && trial.state() == Trial.State.ACTIVE
                ? keep(item, ended(trial, Trial.State.EXPIRED), new Edit(ItemKind.TRIAL, gone.id(), null, edit.who()))
                        .thenApply(kept -> kept.map(view -> gone))
                : CompletableFuture.completedStage(Outcome.done(gone));
    }

    private CompletionStage<Outcome<ItemView>> keep(@Nullable Item before, Definition after, Edit edit) {
        List<Item> puts = new ArrayList<>();
        puts.add(Item.ofApi(after, version(before)));
        converted(after).ifPresent(puts::add);
        List<Item> priors = new ArrayList<>();
        puts.forEach(
                put -> Optional.ofNullable(accounts.made(put.kind(), put.id())).ifPresent(priors::add));
        accounts.put(puts);
        CompletionStage<Void> kept =
                store.saveAccounts(puts.stream().map(AccountRows::row).toList());
        return kept.handle((done, failure) -> {
            if (failure == null) {
                return kept(puts, priors, edit);
            }
            undo(puts, priors);
            return Outcome.refused(Audit.notStored(edit, failure, "nothing was changed"));
        });
    }

    private static Outcome<ItemView> kept(List<Item> puts, List<Item> priors, Edit edit) {
        for (Item put : puts) {
            if (priors.stream().anyMatch(prior -> prior.kind() == put.kind())) {
                Audit.changed(edit.who(), put);
            } else {
                Audit.made(edit.who(), put);
            }
        }
        return Outcome.done(ItemView.of(puts.get(0)));
    }

    private synchronized CompletionStage<Outcome<ItemView>> forget(Item item, Edit edit) {
        List<Item> gone = new ArrayList<>(List.of(item));
        if (item.kind() == ItemKind.USER) {
            accounts.subscriptions(item.id())
                    .forEach(each -> gone.add(
                            Objects.requireNonNull(accounts.made(ItemKind.SUBSCRIPTION, each.id()), "indexed")));
        }
        gone.forEach(each -> accounts.remove(each.kind(), each.id()));
        return store.forgetAccounts(gone.stream().map(AccountRows::id).toList())
                .handle((done, failure) -> failure == null ? forgotten(gone, edit) : remembered(gone, edit, failure));
    }

    private static Outcome<ItemView> forgotten(List<Item> gone, Edit edit) {
        gone.forEach(each -> Audit.forgotten(edit.who(), each));
        return Outcome.done(ItemView.of(gone.get(0)));
    }

    /** A key that has leaked must not come back because the disk is full. */
    private Outcome<ItemView> remembered(List<Item> gone, Edit edit, Throwable failure) {
        if (edit.kind() == ItemKind.CLIENT_KEY) {
            return Outcome.refused(
                    Audit.notStored(edit, failure, "the key is out of use, but may come back with a restart"));
        }
        undo(List.of(), gone);
        return Outcome.refused(Audit.notStored(edit, failure, "nothing was changed"));
    }

    /** Takes back what the store did not take, where nothing else has come in its place since. */
    private synchronized void undo(List<Item> puts, List<Item> priors) {
        for (Item put : puts) {
            if (put.equals(accounts.made(put.kind(), put.id()))) {
                accounts.remove(put.kind(), put.id());
            }
        }
        accounts.put(priors.stream()
                .filter(prior -> accounts.made(prior.kind(), prior.id()) == null)
                .toList());
    }

    /** Who subscribes has no trial any more. */
    private Optional<Item> converted(Definition made) {
        if (!(made instanceof Subscription subscription) || subscription.state() != Subscription.State.ACTIVE) {
            return Optional.empty();
        }
        Item item = accounts.made(ItemKind.TRIAL, subscription.user());
        return item != null && item.definition() instanceof Trial trial && trial.state() == Trial.State.ACTIVE
                ? Optional.of(Item.ofApi(ended(trial, Trial.State.CONVERTED), version(item)))
                : Optional.empty();
    }

    /** Never the same twice for one id, not even when it was deleted in between. */
    private long version(@Nullable Item before) {
        return Math.max(before == null ? 1 : before.version() + 1, clock.millis());
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
