package dev.sluice.core.manage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** One of several gateways that share a store, as far as management goes; all of them have the same file, for tests. */
final class Neighbour implements AutoCloseable {

    static final String PROVIDER = "openai";
    private static final KeyVault VAULT = KeyVault.of(new Secret("0b".repeat(32)), List.of());
    private static final JsonMapper JSON = new JsonMapper();

    final ManualTime time = new ManualTime();
    final Accounts accounts = new Accounts();
    final Meters meters = new Meters();
    final SharedStore.View store;
    final KnownAccounts known = new KnownAccounts(accounts);
    final Management.Books books;
    final AccountAdmin admin;
    final CreditAdmin credits;
    final KeyKeeper keeper;
    final KeyRings rings;
    final OthersChanges others;

    /** How often a change was tried again, elsewhere than where the store told of it. */
    final AtomicInteger tries = new AtomicInteger();

    private void tryAgain(Runnable again) {
        tries.incrementAndGet();
        again.run();
    }

    Neighbour(SharedStore shared) {
        this.store = shared.view();
        this.books = new Management.Books(
                store, known, new Balances(store.ledger(), meters), Duration.ofDays(90), time.clock());
        this.admin = new AccountAdmin(
                new AccountAdmin.Collaborators(known, store, PROVIDER::equals, new Random(), this::tryAgain),
                time.clock());
        this.credits = new CreditAdmin(books);
        AccountRows.recall(store, accounts);
        this.keeper = new KeyKeeper(store, VAULT);
        this.rings = new KeyRings(time, time.clock(), keeper);
        this.others = new OthersChanges(books, keeper);
        store.watch(others);
    }

    /** The file has these keys, each with a value of its own. */
    KeyRing configure(String... keys) {
        List<ProviderKey> file = Stream.of(keys)
                .map(key -> new ProviderKey(key, new Secret("sk-file-" + key), 1, KeySource.FILE, 0))
                .toList();
        KeyRing ring = rings.ring(PROVIDER, new KeyRing.Settings(Rotation.ROUND_ROBIN, 3), file);
        keeper.recall(rings, new Labels(10));
        return ring;
    }

    ProviderKey key(String name) {
        return Objects.requireNonNull(ring().find(name));
    }

    KeyRing ring() {
        return Objects.requireNonNull(rings.find(PROVIDER));
    }

    /** As the admin API does it, when the store has it. */
    void add(String name, String value) {
        List<NewKey> keys = List.of(new NewKey(name, new Secret(value), 2));
        keeper.add(PROVIDER, keys).thenAccept(kept -> {
            if (!kept) {
                return;
            }
            try {
                ring().add(new ProviderKey(name, new Secret(value), 2, KeySource.API, 0));
            } catch (IllegalArgumentException e) {
                // The other one's came first.
                return;
            }
            keeper.used(PROVIDER, keys);
        });
    }

    void delete(ProviderKey key) {
        long version = keeper.version(PROVIDER, key.name());
        ring().remove(key);
        keeper.delete(PROVIDER, key.name(), version);
        ProviderKey back = ring().find(key.name());
        if (back != null) {
            ring().remove(back);
        }
    }

    /** An operator's change of a key's state, as the admin API does it. */
    CompletionStage<Boolean> operate(ProviderKey key, BiConsumer<KeyRing, ProviderKey> step) {
        long version = keeper.version(PROVIDER, key.name());
        step.accept(ring(), key);
        return keeper.kept(PROVIDER, key, version);
    }

    /** All that was made of accounts, as rows, in the order of a store. */
    List<StoredAccount> rows() {
        List<StoredAccount> rows = new ArrayList<>();
        for (ItemKind kind : ItemKind.values()) {
            for (Item item : accounts.items(kind, null, Integer.MAX_VALUE)) {
                if (item.source() == Item.Source.API) {
                    rows.add(AccountRows.row(item));
                }
            }
        }
        return rows;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        others.close();
    }
}
