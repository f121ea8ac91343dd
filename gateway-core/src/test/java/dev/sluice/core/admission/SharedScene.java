package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.User;
import dev.sluice.core.ledger.ExchangeId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A gateway that shares its limits, with counters that say what a test has them say, and who asks. */
final class SharedScene {

    static final long NOON = 1_795_608_000_000L;
    static final long MILLI = 1_000_000;
    static final Demand DEMAND = new Demand(2, 3, 7);

    final ScriptedCounters counters = new ScriptedCounters();
    final Meters meters = new Meters();
    final Set<LimitKind> closed = EnumSet.noneOf(LimitKind.class);
    final Account busy = account(Map.of(LimitKind.DAY_REQUESTS, 100_000L), false);
    long nanos = 5_000 * MILLI;
    final Gates gates = new Gates(meters, counters, closed::contains, () -> nanos);
    private long ids;

    record Asked(Permit permit, ExchangeId id, @Nullable CompletionStage<Shared> shared) {

        Shared now() {
            return shared == null
                    ? new Shared.Granted()
                    : shared.toCompletableFuture().getNow(new Shared.Unavailable());
        }
    }

    /** Has many ask in one second, of whom nobody gets an answer; in the next one somebody takes so many along. */
    void leaseOf(int more) {
        for (int i = 0; i < 10 * more; i++) {
            ask(busy).permit().settle(Spent.NOTHING, NOON);
        }
        counters.answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("away")));
        nanos += 1_000 * MILLI;
        ask(busy);
        assertThat(counters.claims
                        .get(counters.claims.size() - 1)
                        .shares()
                        .get(0)
                        .more())
                .isEqualTo(more);
        counters.grant(NOON);
    }

    Asked ask(Account who) {
        Permit permit = ((Gates.Entry.Granted) gates.enter(who, NOON)).permit();
        assertThat(gates.reserve(permit, who, DEMAND, NOON)).isNull();
        ExchangeId id = new ExchangeId(1, nextId());
        return new Asked(permit, id, gates.share(permit, who, DEMAND, id, NOON));
    }

    long nextId() {
        return ++ids;
    }

    static Account account(Map<LimitKind, Long> ofKey, boolean prepaid) {
        return new Account(
                new ClientKey(
                        "ci",
                        null,
                        prepaid ? "ann" : null,
                        Set.of(),
                        AllowedModels.ALL,
                        null,
                        ClientKey.Validity.ALWAYS,
                        new Limits(ofKey, Map.of())),
                Tenant.STANDARD,
                prepaid ? new User("ann", "default", Limits.NONE, true, true) : null,
                null,
                null,
                null);
    }
}
