package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.memory.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A ledger in memory with the users bob and eve, at a fixed time, for tests. */
final class Books {

    static final Instant NOW = Instant.parse("2026-11-25T10:30:00Z");

    final MemoryStore store = new MemoryStore();
    final Meters meters = new Meters();
    final Management.Books books =
            new Management.Books(store, accounts(), meters, Duration.ofDays(90), Clock.fixed(NOW, ZoneOffset.UTC));
    final CreditAdmin credits = new CreditAdmin(books);
    final UsageAdmin usage = new UsageAdmin(books);

    private static Accounts accounts() {
        Accounts accounts = new Accounts();
        accounts.replaceFile(List.of(
                new User("bob", "default", Limits.NONE, true, true),
                new User("eve", "default", Limits.NONE, true, true)));
        return accounts;
    }

    /** An exchange that ended so long ago. */
    static Entry entry(long id, Duration ago, String model) {
        long ended = NOW.minus(ago).toEpochMilli();
        Usage tokens = Usage.tokens(10, 5);
        return new Entry(
                id, id, ended, "acme", "bob", "ci", null, model, "openai", 200, tokens, false, 2_500_000, "", true,
                false, List.of());
    }
}
