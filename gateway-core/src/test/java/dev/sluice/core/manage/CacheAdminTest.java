package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.manage.CacheAdmin.Purged;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Caches, some of them elsewhere, as operators see them. */
final class CacheAdminTest {

    private static final long NOW = System.currentTimeMillis();

    private final Elsewhere similar = new Elsewhere(CacheKind.SEMANTIC);
    private final Elsewhere shared = new Elsewhere(CacheKind.EXACT);
    private final ExactCache exact = new ExactCache(Clock.systemUTC(), Runnable::run);
    private final CacheAdmin admin = new CacheAdmin(new Caches(exact, List.of(shared, similar)));

    CacheAdminTest() {
        CacheSettings.Exact settings = new CacheSettings.Exact(
                1_000,
                1_000,
                1 << 20,
                1_000,
                CacheSettings.Temperature.ANY,
                CacheSettings.Replay.AT_ONCE,
                false,
                false);
        exact.apply(new CacheSettings(
                settings, null, Set.of(), Map.of(), new CacheSettings.Policies(Map.of(), Map.of()), false));
    }

    @Test
    void addsUpTheLevelsOfOneKind() {
        exact.store(entry(1, "acme"));
        shared.entries.add(entry(2, "acme"));
        similar.entries.add(entry(1, "acme"));

        assertThat(admin.levels().get(CacheKind.EXACT).entries()).isEqualTo(2);
        assertThat(admin.levels().get(CacheKind.SEMANTIC).entries()).isEqualTo(1);
        assertThat(admin.tenants()).containsEntry("acme", 3L);
    }

    @Test
    void listsAnEntryOnceWhereverItIs() {
        exact.store(entry(1, "acme"));
        exact.store(entry(2, "acme"));
        similar.entries.add(entry(2, "acme"));
        similar.entries.add(entry(3, "acme"));

        List<CachedView> all = page(null, 10).items();

        assertThat(all).extracting(CachedView::id).containsExactly(id(1), id(2), id(3));
        assertThat(all.get(0).caches()).containsExactly(CacheKind.EXACT);
        assertThat(all.get(1).caches()).containsExactly(CacheKind.EXACT, CacheKind.SEMANTIC);
        assertThat(all.get(2).caches()).containsExactly(CacheKind.SEMANTIC);
    }

    /** Ids are hexadecimal digits: those from 8 on are negative numbers, and stand last all the same. */
    @Test
    void hasPagesInTheOrderOfIds() {
        for (long number = -5; number < 5; number++) {
            exact.store(entry(number, "acme"));
        }
        List<String> found = new ArrayList<>();
        String after = null;
        do {
            Page<CachedView> page = page(after, 3);
            assertThat(page.items()).hasSizeBetween(1, 3);
            page.items().forEach(item -> found.add(item.id()));
            after = page.next();
        } while (after != null);

        assertThat(found).hasSize(10).isSorted().startsWith(id(0)).endsWith(id(-1));
    }

    @Test
    void endsWithAPageThatIsJustFull() {
        exact.store(entry(1, "acme"));
        exact.store(entry(2, "acme"));

        assertThat(page(null, 2).next()).isNull();
        assertThat(page(null, 1).next()).isEqualTo(id(1));
    }

    @Test
    void purgesWhateverHasIt() {
        exact.store(entry(1, "acme"));
        exact.store(entry(2, "zoo"));
        shared.entries.add(entry(1, "acme"));
        similar.entries.add(entry(3, "acme"));

        assertThat(purge(new Purge("acme", null, null, null)))
                .as("copies in caches of one kind count once")
                .isEqualTo(Outcome.done(new Purged(2)));
        assertThat(page(null, 10).items()).extracting(CachedView::id).containsExactly(id(2));
    }

    @Test
    void saysSoWhenACacheElsewhereCannotBeReached() {
        exact.store(entry(1, "acme"));
        shared.away = true;

        Outcome<Purged> outcome = purge(Purge.ALL);

        assertThat(outcome.fold(purged -> "done", Refusal::code)).isEqualTo("purge_incomplete");
        assertThat(page(null, 10).items()).as("what is at hand is gone").isEmpty();
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        Outcome<Purged> outcome =
                admin.delete(id(7), "root").toCompletableFuture().join();

        assertThat(outcome.fold(purged -> "done", Refusal::code)).isEqualTo("entry_not_found");
    }

    private Outcome<Purged> purge(Purge which) {
        return admin.purge(which, "root").toCompletableFuture().join();
    }

    private Page<CachedView> page(String after, int limit) {
        return admin.entries(Purge.ALL, new Page.Cut(after, limit)).fold(page -> page, refusal -> {
            throw new AssertionError(refusal);
        });
    }

    private static String id(long number) {
        return new Digest(number, 0, 0, 0).id();
    }

    private static Entry entry(long number, String tenant) {
        Answer answer = Answer.whole("application/json", new byte[] {1, 2, 3});
        return new Entry(
                new CacheKey(new Digest(1, 1, 1, 1), new Digest(number, 0, 0, 0)),
                new Asker("tenant:" + tenant, tenant, "", "key"),
                new Entry.Source("gpt-4o", "openai", "gpt-4o", false),
                answer,
                Usage.tokens(1, 2),
                Cost.NONE,
                new Entry.Life(NOW, NOW + 600_000),
                answer.checksum());
    }

    /** A cache that has what it is given. */
    private static final class Elsewhere implements DistantCache {

        private final CacheKind kind;
        private final List<Entry> entries = new ArrayList<>();
        private boolean away;

        Elsewhere(CacheKind kind) {
            this.kind = kind;
        }

        @Override
        public CacheKind kind() {
            return kind;
        }

        @Override
        public boolean takes(Question question, CacheSettings settings) {
            return false;
        }

        @Override
        public long deadlineNanos(CacheSettings settings) {
            return 1;
        }

        @Override
        public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {
            entries.add(entry);
        }

        @Override
        public CompletionStage<Long> purge(Purge which) {
            if (away) {
                return CompletableFuture.failedStage(new IllegalStateException("away"));
            }
            long before = entries.size();
            entries.removeIf(which::takes);
            return CompletableFuture.completedStage(before - entries.size());
        }

        @Override
        public CacheLevel level() {
            return new CacheLevel(kind, entries.size(), 0, 0, 0, 0);
        }

        @Override
        public void tenants(CacheState.TenantVisitor visitor) {
            entries.forEach(entry -> visitor.visit(entry.asker().tenant(), 1));
        }

        @Override
        public void entries(Consumer<Entry> visitor) {
            entries.forEach(visitor);
        }
    }
}
