package dev.sluice.core.manage;

import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.store.StoredKey;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators do to providers' keys. Changes hold at once, for requests under way too, and survive a restart.
 * Thread-safe; never blocks.
 */
public final class KeyAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(KeyAdmin.class);

    /** How often a change is tried that others, at other gateways, are faster with. */
    private static final int TRIES = 5;

    private static final Refusal OVERTAKEN =
            Refusal.conflict("changed_meanwhile", "others change it all the time: look what it is now, and try again");

    private final Groups groups;
    private final KeyStorage storage;
    private final Labels labels;
    private final Set<String> adding = new HashSet<>();

    KeyAdmin(Groups groups, KeyStorage storage, Labels labels) {
        this.groups = groups;
        this.storage = storage;
        this.labels = labels;
    }

    /** A provider's keys, by name. */
    public Outcome<Page<KeyView>> list(String provider, Page.Cut cut) {
        return groups.find(provider)
                .map(group ->
                        Page.of(group.keys().keys(), ProviderKey::name, cut).map(key -> view(group, key)));
    }

    public Outcome<KeyView> find(String provider, String name) {
        return groups.find(provider).then(group -> Groups.key(group, name).map(key -> view(group, key)));
    }

    private KeyView view(Provider group, ProviderKey key) {
        return KeyView.of(key, storage.version(group.name(), key.name()));
    }

    /** Adds keys, all or none: completes with their number as soon as they are kept, and can be used. */
    public CompletionStage<Outcome<Integer>> add(String provider, List<NewKey> keys) {
        return groups.find(provider)
                .then(group -> admit(group, keys))
                .fold(
                        group -> keep(group, keys),
                        refusal -> CompletableFuture.completedStage(Outcome.refused(refusal)));
    }

    /** Takes a key out of use, at once, until it is restored; completes when that outlives the process. */
    public CompletionStage<Outcome<KeyChange>> disable(KeyEdit edit) {
        return tried(TRIES, () -> change(edit, KeyRing::disable));
    }

    /** Makes a key usable, at once, whatever it was; completes when that outlives the process. */
    public CompletionStage<Outcome<KeyChange>> restore(KeyEdit edit) {
        return tried(TRIES, () -> change(edit, KeyRing::restore));
    }

    /**
     * Deletes a key that was added, one that cannot be read too; completes when it will not come back with a restart.
     */
    public CompletionStage<Outcome<KeyChange>> delete(KeyEdit edit) {
        return tried(TRIES, () -> drop(edit));
    }

    /** Again where others were faster: with what they made, which is known by then. */
    private static CompletionStage<Outcome<KeyChange>> tried(
            int times, Supplier<CompletionStage<Outcome<KeyChange>>> step) {
        CompletionStage<Outcome<KeyChange>> first = step.get();
        return times == 1
                ? first
                : first.thenCompose(outcome -> outcome instanceof Outcome.Refused<KeyChange> refused
                                && refused.refusal().equals(OVERTAKEN)
                        ? tried(times - 1, step)
                        : CompletableFuture.completedStage(outcome));
    }

    private CompletionStage<Outcome<KeyChange>> drop(KeyEdit edit) {
        return groups.find(edit.provider())
                .fold(
                        group -> group.keys().find(edit.name()) == null
                                        && storage.find(edit.provider(), edit.name())
                                                .isPresent()
                                ? deleteStored(group, edit)
                                : Groups.key(group, edit.name())
                                        .then(KeyAdmin::deletable)
                                        .fold(key -> delete(group, key, edit), KeyAdmin::refused),
                        KeyAdmin::refused);
    }

    /** The version that a change is made to; that it is another one than the caller has seen is in its way. */
    private Outcome<Long> version(KeyEdit edit) {
        long now = storage.version(edit.provider(), edit.name());
        return edit.version() == null || edit.version() == now
                ? Outcome.done(now)
                : Outcome.refused(Refusal.stale("it was changed in the meantime: read it again"));
    }

    private static <T> CompletionStage<Outcome<T>> refused(Refusal refusal) {
        return CompletableFuture.completedStage(Outcome.refused(refusal));
    }

    private static Outcome<ProviderKey> deletable(ProviderKey key) {
        return key.source() == KeySource.FILE
                ? Outcome.refused(Refusal.conflict(
                        "managed_by_configuration", "this key is in the configuration file: delete it there"))
                : Outcome.done(key);
    }

    /** Claims the group for an addition: there is one at a time, so that names and values stay what was checked. */
    private synchronized Outcome<Provider> admit(Provider group, List<NewKey> keys) {
        Optional<Refusal> refusal = KeyRules.check(keys)
                .or(() -> storage.whyNot().map(why -> Refusal.conflict("keys_not_kept", why)))
                .or(() -> additionInProgress(group))
                .or(() -> KeyRules.checkAgainst(group.keys(), keys))
                .or(() -> KeyRules.checkAgainst(storage, group.name(), keys));
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        adding.add(group.name());
        return Outcome.done(group);
    }

    /** Then keys are stored that no pool has yet. */
    private Optional<Refusal> additionInProgress(Provider group) {
        return adding.contains(group.name()) ? Optional.of(inProgress()) : Optional.empty();
    }

    private static Refusal inProgress() {
        return Refusal.conflict("addition_in_progress", "keys are being added to this provider right now: try again");
    }

    private CompletionStage<Outcome<Integer>> keep(Provider group, List<NewKey> keys) {
        return storage.add(group.name(), keys).handle((kept, failure) -> {
            Outcome<Integer> outcome = failure != null
                    ? Outcome.refused(notKept(group, failure))
                    : kept ? use(group, keys) : Outcome.refused(brought());
            release(group);
            return outcome;
        });
    }

    private Outcome<Integer> use(Provider group, List<NewKey> keys) {
        try {
            group.keys().addAll(keys.stream().map(this::key).toList());
            storage.used(group.name(), keys);
        } catch (IllegalArgumentException e) {
            LOG.warn("provider {}: added keys are not used until a restart: {}", group.name(), e.getMessage());
            return Outcome.refused(brought());
        }
        LOG.info("provider {}: {} keys were added", group.name(), keys.size());
        return Outcome.done(keys.size());
    }

    private static Refusal brought() {
        return Refusal.conflict(
                "duplicate_key", "a reload, or another gateway, brought a key of the same name just now");
    }

    private ProviderKey key(NewKey key) {
        return new ProviderKey(key.name(), key.value(), key.priority(), KeySource.API, labels.number(key.name()));
    }

    private synchronized void release(Provider group) {
        adding.remove(group.name());
    }

    private synchronized CompletionStage<Outcome<KeyChange>> delete(Provider group, ProviderKey key, KeyEdit edit) {
        return version(edit)
                .fold(
                        version -> forgotten(group, KeyView.of(key, version), takeOut(group, key, version)),
                        KeyAdmin::refused);
    }

    /** A key that is stored, and in no pool; not one that is on its way into one. */
    private synchronized CompletionStage<Outcome<KeyChange>> deleteStored(Provider group, KeyEdit edit) {
        Optional<Refusal> refusal = additionInProgress(group);
        if (refusal.isPresent() || group.keys().find(edit.name()) != null) {
            return refused(refusal.orElseGet(KeyAdmin::inProgress));
        }
        Optional<StoredKey> row = storage.find(group.name(), edit.name());
        if (row.isEmpty()) {
            return refused(Groups.noKey(group, edit.name()));
        }
        return version(edit)
                .fold(
                        version -> forgotten(
                                group, KeyView.of(row.get()), storage.delete(group.name(), edit.name(), version)),
                        KeyAdmin::refused);
    }

    private static CompletionStage<Outcome<KeyChange>> forgotten(
            Provider group, KeyView last, CompletionStage<Boolean> forgetting) {
        return forgetting.handle((forgotten, failure) -> {
            if (failure != null) {
                return Outcome.refused(notForgotten(group, failure));
            }
            if (!forgotten) {
                return Outcome.refused(OVERTAKEN);
            }
            LOG.info("provider {}: key {} was deleted", group.name(), last.name());
            return Outcome.done(new KeyChange(last, warning(group)));
        });
    }

    /**
     * Out of use first: a key that has leaked must not wait for a slow disk. In one step, so that the store hears of it
     * before it hears of another key of that name.
     */
    private CompletionStage<Boolean> takeOut(Provider group, ProviderKey key, long version) {
        group.keys().remove(key);
        CompletionStage<Boolean> forgetting = storage.delete(group.name(), key.name(), version);
        // Where another gateway told of it at that moment, it is back; what comes later knows better. Not where others
        // were faster: then it is there rightly.
        if (storage.find(group.name(), key.name()).isEmpty()) {
            Optional.ofNullable(group.keys().find(key.name())).ifPresent(group.keys()::remove);
        }
        return forgetting;
    }

    private CompletionStage<Outcome<KeyChange>> change(KeyEdit edit, BiConsumer<KeyRing, ProviderKey> step) {
        return groups.find(edit.provider())
                .fold(
                        group -> Groups.key(group, edit.name())
                                .fold(key -> change(group, key, edit, step), KeyAdmin::refused),
                        KeyAdmin::refused);
    }

    private synchronized CompletionStage<Outcome<KeyChange>> change(
            Provider group, ProviderKey key, KeyEdit edit, BiConsumer<KeyRing, ProviderKey> step) {
        return version(edit)
                .fold(
                        version -> {
                            step.accept(group.keys(), key);
                            return kept(group, key, version);
                        },
                        KeyAdmin::refused);
    }

    private CompletionStage<Outcome<KeyChange>> kept(Provider group, ProviderKey key, long version) {
        KeyChange change = new KeyChange(KeyView.of(key, version + 1), warning(group));
        return storage.kept(group.name(), key, version).handle((kept, failure) -> {
            if (failure != null) {
                return Outcome.refused(notRemembered(group, change, failure));
            }
            return kept ? Outcome.done(change) : Outcome.refused(OVERTAKEN);
        });
    }

    private static @Nullable String warning(Provider group) {
        return group.keys().usable()
                ? null
                : "the provider " + group.name() + " has no usable key now: it is not available";
    }

    private static Refusal notKept(Provider group, Throwable failure) {
        LOG.warn("provider {}: added keys could not be stored", group.name(), failure);
        return Refusal.unavailable("store_failed", "the store could not keep the keys; the log says why");
    }

    private static Refusal notRemembered(Provider group, KeyChange change, Throwable failure) {
        KeyView key = change.key();
        LOG.warn("provider {}: the state of the key {} could not be stored", group.name(), key.name(), failure);
        return Refusal.unavailable(
                "store_failed",
                "the key is " + key.state().name().toLowerCase(Locale.ROOT)
                        + " now, but may be as before after a restart; the log says why");
    }

    private static Refusal notForgotten(Provider group, Throwable failure) {
        LOG.warn("provider {}: a deleted key could not be forgotten", group.name(), failure);
        return Refusal.unavailable(
                "store_failed", "the key is out of use, but may come back with a restart; the log says why");
    }
}
