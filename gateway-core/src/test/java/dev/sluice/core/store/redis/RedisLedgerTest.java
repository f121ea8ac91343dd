package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.journal.Holdings;
import dev.sluice.core.journal.Journals;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.LedgerModelContract;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.UsageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RedisLedgerTest implements LedgerContract, LedgerModelContract, UsageContract {

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    @Override
    public Store store() {
        return REDIS.store();
    }

    @Test
    void countsOnceWhatSeveralGatewaysFoldAtATime() throws InterruptedException {
        List<Thread> gateways = new ArrayList<>();
        for (int gateway = 0; gateway < 3; gateway++) {
            gateways.add(new Thread(() -> {
                try (RedisStore another = REDIS.another()) {
                    for (int batch = 0; batch < 20; batch++) {
                        another.ledger().fold(entries(batch * 50, 50));
                    }
                }
            }));
        }
        gateways.forEach(Thread::start);
        for (Thread gateway : gateways) {
            gateway.join();
        }

        assertThat(store().usage().count(LedgerContract.all(), 10_000)).isEqualTo(1_000);
        assertThat(store().ledger().balance("bob")).isEqualTo(-1_000);
    }

    @Test
    void isGivenAgainFromJournalsWhatRedisHasLost(@TempDir Path folder) throws IOException {
        Journals.Options kept = Journals.Options.kept(1, Duration.ofDays(36_500));
        try (Journals journals = Journals.open(folder, kept, store().ledger(), Clock.systemUTC(), Holdings.NONE)) {
            journals.of(0).settled(LedgerContract.entry(1, NOW, "bob", 5, true));
            patiently().until(() -> store().ledger().balance("bob") == -5);

            REDIS.redis().command("FLUSHALL");

            patiently().until(() -> store().ledger().balance("bob") == -5);
            assertThat(store().usage().count(LedgerContract.all(), 10)).isEqualTo(1);
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(60, TimeUnit.SECONDS);
    }

    @Test
    void changesNothingWhereOneEntryIsInTheWayOfAll() {
        Entry first = LedgerContract.entry(1, NOW, "bob", 5, true);
        Entry refused = LedgerContract.entry(2, NOW + HOUR, "bob", 7, true);
        Entry last = LedgerContract.entry(3, NOW, "bob", 9, true);
        String minute = "{sluice}:usage:" + (NOW + HOUR) / 60_000;
        REDIS.redis().command("SET", minute, "not ours");

        assertThatThrownBy(() -> store().ledger().fold(List.of(first, refused, last)))
                .isInstanceOf(EntryRefusedException.class)
                .hasMessageContaining("WRONGTYPE");

        assertThat(store().usage().count(LedgerContract.all(), 10)).isZero();
        store().ledger().fold(List.of(first, last));
        assertThat(store().ledger().balance("bob")).isEqualTo(-14);
        REDIS.redis().command("DEL", minute);
        store().ledger().fold(List.of(first, refused, last));
        assertThat(store().ledger().balance("bob")).isEqualTo(-21);
    }

    @Test
    void takesBackWhatWasCountedBeforeSomethingWasInTheWay() {
        List<Entry> both =
                List.of(LedgerContract.entry(1, NOW, "bob", 5, true), LedgerContract.entry(2, NOW, "eve", 7, true));
        store().ledger().fold(List.of(LedgerContract.entry(9, NOW, "bob", 1, true)));
        // What the balance of one of them is nobody can count on with.
        REDIS.redis().command("HSET", "{sluice}:balances", "eve", "much");

        assertThatThrownBy(() -> store().ledger().fold(both)).isInstanceOf(EntryRefusedException.class);

        REDIS.redis().command("HSET", "{sluice}:balances", "eve", "100");
        store().ledger().fold(both);
        assertThat(store().ledger().balance("bob")).isEqualTo(-6);
        assertThat(store().ledger().balance("eve")).isEqualTo(93);
        List<Long> days = new ArrayList<>();
        store().ledger().used(NOW, used -> {
            if (used.holder().id().equals("bob") && used.kind() == LimitKind.DAY_BUDGET) {
                days.add(used.used());
            }
        });
        assertThat(days).containsExactly(6L);
    }

    @Test
    void makesAChangeOfCreditsOnceHoweverManyGatewaysMakeItAtATime() throws InterruptedException {
        List<Thread> gateways = new ArrayList<>();
        for (int gateway = 0; gateway < 3; gateway++) {
            gateways.add(new Thread(() -> {
                try (RedisStore another = REDIS.another()) {
                    for (int change = 0; change < 100; change++) {
                        another.ledger().credit("bob", 1_000_000_007, "k" + change, NOW);
                    }
                }
            }));
        }
        gateways.forEach(Thread::start);
        for (Thread gateway : gateways) {
            gateway.join();
        }

        assertThat(store().ledger().balance("bob")).isEqualTo(100_000_000_700L);
        List<Credit> changes = store().ledger().credits("bob", Long.MAX_VALUE, 1_000);
        assertThat(changes).extracting(Credit::idempotencyKey).hasSize(100).doesNotHaveDuplicates();
        assertThat(changes).extracting(Credit::number).isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    @Test
    void readsAMinuteOfManyEntriesInPieces() {
        for (int batch = 0; batch < 6; batch++) {
            store().ledger().fold(entries(batch * 500, 500));
        }

        assertThat(store().usage().count(LedgerContract.all(), 10_000)).isEqualTo(3_000);
        List<Entry> first = store().usage().entries(LedgerContract.all(), null, 2_000);
        List<Entry> rest = store().usage().entries(LedgerContract.all(), first.get(1_999), 2_000);
        assertThat(first).hasSize(2_000).extracting(Entry::idHigh).isSorted();
        assertThat(rest)
                .hasSize(1_000)
                .extracting(Entry::idHigh)
                .isSorted()
                .first()
                .isEqualTo(2_000L);
        store().usage()
                .sums(
                        new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of(Column.USER)),
                        10,
                        row -> assertThat(row.requests()).isEqualTo(3_000));
    }

    @Test
    void givesUpMinutesHoweverManyThereAre() {
        List<Entry> entries = new ArrayList<>();
        for (int minute = 0; minute < 200; minute++) {
            entries.add(LedgerContract.entry(minute, NOW - DAY + minute * 60_000L, "bob", 1, true));
        }
        store().ledger().fold(entries);

        assertThat(store().usage().prune(NOW, 1_000)).isEqualTo(200);
        assertThat(store().usage().count(LedgerContract.all(), 10)).isZero();
        assertThat(REDIS.redis().command("EXISTS", "{sluice}:minutes")).isEqualTo(":0");
    }

    @Test
    void keepsSumsForNoLongerThanTheyAreAskedFor() {
        store().ledger().fold(entries(0, 1));

        long day = NOW / DAY;
        String ttl = REDIS.redis().command("TTL", "{sluice}:sum:USER:bob:d" + day);
        assertThat(Long.parseLong(ttl.substring(1))).isBetween(1L, 3 * 86_400L);
        assertThat(REDIS.redis().command("TTL", "{sluice}:balances")).isEqualTo(":-1");
    }

    private static List<Entry> entries(int from, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int id = from; id < from + count; id++) {
            entries.add(LedgerContract.entry(id, NOW, "bob", 1, true));
        }
        return entries;
    }
}
