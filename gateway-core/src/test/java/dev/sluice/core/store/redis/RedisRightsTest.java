package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisStoreTest.account;
import static dev.sluice.core.store.redis.RedisStoreTest.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreMove;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with exactly those rights in Redis that {@code docs/redis.md} lists. */
final class RedisRightsTest {

    private static final Pattern LIST = Pattern.compile("(ACL SETUSER sluice [^`]*)```");

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    @TempDir
    Path folder;

    private static List<String> documented() throws IOException {
        Path docs = Path.of("..", "docs", "redis.md").toAbsolutePath().normalize();
        Matcher list = LIST.matcher(Files.readString(docs));
        assertThat(list.find()).isTrue();
        return List.of(list.group(1).strip().split("\\s+"));
    }

    @Test
    void needsNoMoreThanIsDocumented() throws Exception {
        List<String> rights = documented();
        assertThat(REDIS.redis().command(rights.toArray(String[]::new))).isEqualTo("+OK");
        REDIS.redis().command("ACL", "LOG", "RESET");
        String url = "redis://sluice:PASSWORD@127.0.0.1:" + REDIS.redis().port();

        try (RedisStore store =
                RedisStore.open(RedisConnectionTest.settings(url), Ticker.SYSTEM, QueryListener.SILENT)) {
            rows(store);
            books(store);
            limits(store);
            everything(store);
        }

        assertThat(REDIS.redis().answer("ACL", "LOG")).startsWith("*0");
    }

    private static void rows(RedisStore store) {
        Rows.save(store, List.of(account("bob", 1), account("eve", 1)));
        Rows.forget(store, List.of(account("eve", 1).key()));
        assertThat(store.accounts()).hasSize(1);
        StoredKey key =
                new StoredKey("openai", "a", KeySource.API, "sealed", "f", 1, KeyState.INVALID, 3, "why", 7, false, 0);
        saved(store.saveProviderKeys(List.of(key)));
        assertThat(store.providerKeys()).hasSize(1);
        saved(store.forgetProviderKeys(List.of(key.id())));
        ResponseHome.Id id = new ResponseHome.Id("bob", "r");
        saved(store.saveResponseHome(new ResponseHome(id, "openai", "k", 1)));
        assertThat(store.responseHome(id).toCompletableFuture().join()).isPresent();
        saved(store.forgetResponseHome(new ResponseHome.Id("bob", "other")));
        saved(store.forgetResponseHomesBefore(1));
    }

    private static void books(RedisStore store) {
        store.ledger()
                .fold(List.of(
                        LedgerContract.entry(1, LedgerContract.NOW, "bob", 5, true),
                        LedgerContract.entry(2, LedgerContract.NOW + LedgerContract.DAY, "eve", 5, false)));
        store.ledger().credit("bob", 7, "k", 1);
        assertThat(store.ledger().credits("bob", Long.MAX_VALUE, 10)).hasSize(1);
        store.ledger().used(LedgerContract.NOW, used -> {});
        store.ledger().trials(use -> {});
        store.ledger().balances(balance -> {});
        assertThat(store.usage().entries(LedgerContract.all(), null, 10)).hasSize(2);
        assertThat(store.usage().count(LedgerContract.all(), 10)).isEqualTo(2);
        store.usage().sums(LedgerContract.all(), 10, row -> {});
        assertThat(store.usage().prune(LedgerContract.NOW + LedgerContract.HOUR, 10))
                .isEqualTo(1);
    }

    private static void limits(RedisStore store) throws Exception {
        RedisCounters counters = (RedisCounters) store.counters().orElseThrow();
        Limits all = new Limits(
                Map.of(
                        LimitKind.CONCURRENCY, 5L,
                        LimitKind.BURST, 5L,
                        LimitKind.MINUTE_TOKENS, 500L,
                        LimitKind.DAY_BUDGET, 500L),
                Map.of());
        Subject key = new Subject(Scope.KEY, "ci", Subject.Source.OWN, all);
        Subject credits = new Subject(Scope.USER, "bob", Subject.Source.CREDITS, Limits.NONE);
        Claim claim = new Claim(
                Claim.Kind.ENTER, 1, 1, List.of(new Claim.Share(key, null, 0), new Claim.Share(credits, null, 0)));
        // On a busy machine Redis may answer when nobody waits any more.
        Ruling ruling = await().atMost(60, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> counters.claim(claim).get(60, TimeUnit.SECONDS), Objects::nonNull);
        assertThat(ruling.denied()).isNull();
        List<Hold.Part> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Ruling.Part part = ruling.parts().get(i);
            Subject.Id who = claim.shares().get(i).subject().identity();
            parts.add(new Hold.Part(who, part.tag(), part.atEpochMillis(), 1));
        }
        Hold hold = new Hold(1, 1, 1, parts);
        counters.holds().add(new ExchangeId(1, 2), hold);
        counters.touch().get(60, TimeUnit.SECONDS);
        counters.holds().remove(new ExchangeId(1, 2)).forEach(counters::giveBack);
        await().atMost(60, TimeUnit.SECONDS).until(counters::isSettled);
    }

    /** What a backup reads, and a restore writes. */
    private void everything(RedisStore store) {
        try (SqliteStore file = SqliteStore.open(folder.resolve("copy.db"), Synchronous.NORMAL, Ticker.SYSTEM)) {
            StoreMove.Count out = StoreMove.run(store, file, LedgerContract.NOW);
            REDIS.redis().command("FLUSHALL");
            assertThat(StoreMove.run(file, store, LedgerContract.NOW)).isEqualTo(out);
        }
    }
}
