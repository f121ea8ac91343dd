package dev.sluice.core.account;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.Resolution.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All accounts as they are at the moment: those of the configuration file and those of the store. Thread-safe: a
 * look-up is a read of a map, without lock and I/O; changes hold at once, for requests that are not yet let in. What is
 * behind a key is found when it is first asked for, and kept until something changes, or a subscription begins or ends.
 * Reads no clock.
 */
public final class Accounts {

    private final Shelf made = new Shelf();
    private volatile Shelf file = new Shelf();

    /** Counts changes: what was found under an earlier number may no longer be so. */
    private final AtomicLong edition = new AtomicLong();

    /**
     * Who asks with this key; null where nobody does, or no longer: unknown, expired and revoked are the same, as are
     * keys of tenants and users that are not active, and those whose tenant, user or role is no more.
     */
    public @Nullable Account find(KeyHash key, long epochMillis) {
        // Before what it stands for is read: what is found while that changes is then looked for again.
        long current = edition.get();
        Shelf written = file;
        Resolution resolution = written.key(key);
        if (resolution == null) {
            resolution = made.key(key);
        }
        return resolution == null ? null : account(resolution, written, current, epochMillis);
    }

    /** All that can be let in at the moment, in no order. */
    public Collection<Account> all(long epochMillis) {
        long current = edition.get();
        Shelf written = file;
        return Stream.of(written, made)
                .flatMap(shelf -> shelf.keys().stream())
                .map(resolution -> account(resolution, written, current, epochMillis))
                .filter(Objects::nonNull)
                .toList();
    }

    /** A definition and where it comes from; null where there is none. */
    public @Nullable Item item(ItemKind kind, String id) {
        Item item = file.get(kind, id);
        return item == null ? made.get(kind, id) : item;
    }

    /** What was made of this kind and id through the API; null where nothing was. */
    public @Nullable Item made(ItemKind kind, String id) {
        return made.get(kind, id);
    }

    /**
     * Definitions of a kind by id.
     *
     * @param after begins behind this id; null: at the beginning
     * @param limit how many at the most
     */
    public List<Item> items(ItemKind kind, @Nullable String after, int limit) {
        return Stream.of(file, made)
                .flatMap(shelf -> shelf.after(kind, after).stream().limit(limit))
                .sorted(Comparator.comparing(Item::id))
                .limit(limit)
                .toList();
    }

    /** A user's subscriptions, whether or not they hold. */
    public List<Subscription> subscriptions(String user) {
        return made.subscriptions(user);
    }

    /** What the file defines, in place of what it did before. */
    public synchronized void replaceFile(Collection<? extends Definition> definitions) {
        List<Item> items = new ArrayList<>();
        definitions.forEach(each -> items.add(Item.ofFile(each)));
        file = Shelf.of(items);
        edition.incrementAndGet();
    }

    /** Adds what was made through the API, each in place of what had its kind and id. */
    public synchronized void put(Collection<Item> items) {
        items.forEach(made::put);
        edition.incrementAndGet();
    }

    /** Takes out what was made through the API. */
    public synchronized void remove(ItemKind kind, String id) {
        made.remove(kind, id);
        edition.incrementAndGet();
    }

    /** @param written what the file defines: one for the whole look-up, so that a reload is seen whole */
    private @Nullable Account account(Resolution resolution, Shelf written, long current, long now) {
        Found last = resolution.last();
        if (last == null || !last.holds(current, now)) {
            last = resolve(resolution.key(), written, current, now);
            resolution.found(last);
        }
        return last.account();
    }

    private Found resolve(ClientKey key, Shelf written, long current, long now) {
        Term term = new Term(now);
        term.mark(key.validity().expiresEpochMillis());
        boolean good = key.validity().active() && now < key.validity().expiresEpochMillis();
        return new Found(good ? account(key, written, term) : null, current, term.from(), term.until());
    }

    private @Nullable Account account(ClientKey key, Shelf written, Term term) {
        User user = key.user() == null ? null : (User) get(written, ItemKind.USER, key.user());
        Role role = key.role() == null ? null : (Role) get(written, ItemKind.ROLE, key.role());
        Tenant tenant = tenant(written, user == null ? key.tenant() : user.tenant());
        boolean whole = (user != null || key.user() == null) && (role != null || key.role() == null);
        if (!whole || tenant == null || !tenant.active() || user != null && !user.active()) {
            return null;
        }
        return user == null
                ? new Account(key, tenant, null, role, null, null)
                : new Account(key, tenant, user, role, plan(user, written, term), (Trial)
                        get(written, ItemKind.TRIAL, user.id()));
    }

    private @Nullable Tenant tenant(Shelf written, @Nullable String id) {
        String named = id == null ? Tenant.STANDARD.id() : id;
        Tenant tenant = (Tenant) get(written, ItemKind.TENANT, named);
        return tenant == null && named.equals(Tenant.STANDARD.id()) ? Tenant.STANDARD : tenant;
    }

    /** Of the subscriptions that hold, the one that began last. */
    private @Nullable Plan plan(User user, Shelf written, Term term) {
        Subscription latest = null;
        for (Subscription each : made.subscriptions(user.id())) {
            term.mark(each.startsEpochMillis());
            term.mark(each.endsEpochMillis());
            if (each.holds(term.now()) && (latest == null || each.startsEpochMillis() > latest.startsEpochMillis())) {
                latest = each;
            }
        }
        return (Plan) get(written, ItemKind.PLAN, latest == null ? Plan.FREE : latest.plan());
    }

    private @Nullable Definition get(Shelf written, ItemKind kind, String id) {
        Item item = written.get(kind, id);
        item = item == null ? made.get(kind, id) : item;
        return item == null ? null : item.definition();
    }
}
