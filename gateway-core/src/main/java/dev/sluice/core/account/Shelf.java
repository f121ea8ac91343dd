package dev.sluice.core.account;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Items of one source, found by kind and id, by a key's hash, and by whose subscription they are. Thread-safe for one
 * that changes it and many that read.
 */
final class Shelf {

    private final Map<ItemKind, ConcurrentSkipListMap<String, Item>> items = new EnumMap<>(ItemKind.class);
    private final Map<Authenticator.KeyHash, Resolution> keys = new ConcurrentHashMap<>();
    private final Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();

    Shelf() {
        for (ItemKind kind : ItemKind.values()) {
            items.put(kind, new ConcurrentSkipListMap<>());
        }
    }

    static Shelf of(Collection<Item> items) {
        Shelf shelf = new Shelf();
        items.forEach(shelf::put);
        return shelf;
    }

    @Nullable
    Item get(ItemKind kind, String id) {
        return of(kind).get(id);
    }

    @Nullable
    Resolution key(Authenticator.KeyHash hash) {
        return keys.get(hash);
    }

    /** In no order. */
    Collection<Resolution> keys() {
        return keys.values();
    }

    /** All of a user's, whether or not they hold. */
    List<Subscription> subscriptions(String user) {
        return subscriptions.getOrDefault(user, List.of());
    }

    /** Those behind an id, by id; all where there is none. */
    Collection<Item> after(ItemKind kind, @Nullable String id) {
        return id == null ? of(kind).values() : of(kind).tailMap(id, false).values();
    }

    void put(Item item) {
        Item before = of(item.kind()).put(item.id(), item);
        Definition definition = item.definition();
        if (definition instanceof ClientKey.Issued issued) {
            keys.put(issued.hash(), new Resolution(issued.key()));
        }
        if (before != null) {
            unlink(before.definition(), definition);
        }
        if (definition instanceof Subscription subscription) {
            List<Subscription> all = new ArrayList<>(subscriptions(subscription.user()));
            all.removeIf(each -> each.id().equals(subscription.id()));
            all.add(subscription);
            subscriptions.put(subscription.user(), List.copyOf(all));
        }
    }

    void remove(ItemKind kind, String id) {
        Item before = of(kind).remove(id);
        if (before != null) {
            unlink(before.definition(), null);
        }
    }

    /** Takes what stood for an id before out of the ways by which it is found otherwise. */
    private void unlink(Definition before, @Nullable Definition after) {
        if (before instanceof ClientKey.Issued old
                && !(after instanceof ClientKey.Issued now && now.hash().equals(old.hash()))) {
            keys.remove(old.hash());
        }
        if (before instanceof Subscription old
                && !(after instanceof Subscription now && now.user().equals(old.user()))) {
            subscriptions.computeIfPresent(old.user(), (user, all) -> {
                List<Subscription> left =
                        all.stream().filter(each -> !each.id().equals(old.id())).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    private ConcurrentSkipListMap<String, Item> of(ItemKind kind) {
        return Objects.requireNonNull(items.get(kind), "one for each kind");
    }
}
