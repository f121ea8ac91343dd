package dev.sluice.core.store.redis;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.request.Usage;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Pass;
import dev.sluice.core.time.Ticker;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** One of several gateways on a Redis, as far as limits go: what lets requests in, and what folds them. Thread-safe. */
final class SharedGateway implements AutoCloseable {

    private static final AtomicLong IDS = new AtomicLong();

    final RedisConnection connection;
    final Holds holds = new Holds();
    final RedisCounters counters;
    final Folds folds;
    final Meters meters = new Meters();
    final Gates gates;

    /** What differs: by default answers are waited for as long as a slow machine needs. */
    record Options(CounterKeys.Clock clock, long patienceMillis, Set<LimitKind> closed) {

        static final Options PATIENT = new Options(CounterKeys.Clock.REDIS, 20_000, EnumSet.noneOf(LimitKind.class));
    }

    SharedGateway(RealRedis redis, Options options) {
        RedisKeys names = new RedisKeys("sluice");
        Predicate<LimitKind> closed = options.closed()::contains;
        StoreSettings.WhenUnreachable open =
                new StoreSettings.WhenUnreachable(Pass.OPEN, Pass.OPEN, Pass.OPEN, Pass.OPEN, Pass.OPEN);
        // Who waits patiently for answers does not take Redis to be away meanwhile.
        connection = RedisConnection.open(
                new StoreSettings.Redis(new Secret(redis.url()), "sluice", null, open),
                Math.max(Pulse.PATIENCE_MILLIS, options.patienceMillis()));
        counters = new RedisCounters(
                connection, names, holds, new RedisCounters.Options(options.clock(), options.patienceMillis(), 60_000));
        folds = new Folds(connection, names, holds, options.clock());
        gates = new Gates(meters, counters, closed, Ticker.SYSTEM);
    }

    static ExchangeId id() {
        return new ExchangeId(0x5ca1ab1eL, IDS.incrementAndGet());
    }

    /** Ends as a killed process does, as far as Redis can see. */
    @Override
    public void close() {
        counters.close();
        connection.close();
    }

    void fold(ExchangeId id, String key, long tokens, long picoDollars) {
        folds.fold(List.of(entry(id, key, tokens, picoDollars)));
    }

    /** An exchange of the tenant {@code acme}, without a user. */
    static Entry entry(ExchangeId id, String key, long tokens, long picoDollars) {
        return entry(id, key, tokens, picoDollars, System.currentTimeMillis());
    }

    static Entry entry(ExchangeId id, String key, long tokens, long picoDollars, long ended) {
        return new Entry(
                id.high(),
                id.low(),
                ended,
                "acme",
                null,
                key,
                null,
                "gpt",
                "openai",
                200,
                Usage.tokens(tokens, 0),
                false,
                picoDollars,
                "",
                false,
                false,
                List.of());
    }
}
