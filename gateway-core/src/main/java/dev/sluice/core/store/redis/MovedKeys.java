package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;

import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.store.Moved;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Writes what moves into Redis as it is, a part at a time without waiting in between. Blocks. One thread at a time. */
final class MovedKeys {

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final List<CompletionStage<?>> sent = new ArrayList<>();

    MovedKeys(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    void put(Moved part) {
        if (part instanceof Moved.Entries moved) {
            moved.entries().forEach(this::entry);
        } else if (part instanceof Moved.Sums moved) {
            moved.used().forEach(used -> sum(used, moved.epochMillis()));
        } else if (part instanceof Moved.Trials moved) {
            moved.trials().forEach(this::trial);
        } else if (part instanceof Moved.Balances moved) {
            moved.balances().forEach(this::balance);
        } else if (part instanceof Moved.Credits moved) {
            moved.changes().forEach(change -> credit(moved.user(), change));
            raiseNumber(moved.changes());
        }
        sent.forEach(redis::await);
        sent.clear();
    }

    private void entry(Entry entry) {
        String minute = Long.toString(RedisKeys.minute(entry.endedEpochMillis()));
        sent.add(commands().zadd(keys.minutes(), Double.parseDouble(minute), bytes(minute)));
        sent.add(commands()
                .hset(keys.usage(entry.endedEpochMillis()), EntryCodec.field(entry), EntryCodec.value(entry)));
    }

    private void sum(Used used, long epochMillis) {
        Period period = used.kind().window() == Window.DAY ? Period.DAY : Period.MONTH;
        long number = period.number(epochMillis);
        String key = keys.sum(used.holder(), period, number);
        String those = keys.sums(period, number);
        Counted counted = used.kind().counted();
        String field = counted == Counted.REQUESTS ? "r" : counted == Counted.TOKENS ? "t" : "p";
        sent.add(commands().hset(key, field, bytes(used.used())));
        sent.add(commands().expire(key, RedisKeys.keptSeconds(period)));
        sent.add(commands().sadd(those, bytes(RedisKeys.member(used.holder()))));
        sent.add(commands().expire(those, RedisKeys.keptSeconds(period)));
    }

    private void trial(TrialUse use) {
        String key = keys.trial(use.user());
        sent.add(commands().hset(key, "r", bytes(use.requests())));
        sent.add(commands().hset(key, "t", bytes(use.tokens())));
        sent.add(commands().hset(key, "p", bytes(use.picoDollars())));
        sent.add(commands().sadd(keys.trials(), bytes(use.user())));
    }

    private void balance(Balance balance) {
        sent.add(commands().hset(keys.balances(), balance.user(), bytes(balance.picoDollars())));
    }

    private void credit(String user, Credit change) {
        String value =
                change.number() + " " + change.picoDollars() + " " + change.balance() + " " + change.madeEpochMillis();
        sent.add(commands().hset(keys.credits(user), change.idempotencyKey(), bytes(value)));
        sent.add(commands().zadd(keys.creditOrder(user), (double) change.number(), bytes(change.idempotencyKey())));
    }

    /** Later changes have higher numbers than those that moved in. */
    private void raiseNumber(List<Credit> changes) {
        byte[] text = redis.await(commands().get(keys.creditNumber()));
        long before = text == null ? 0 : Long.parseLong(RedisConnection.text(text));
        long last = changes.stream().mapToLong(Credit::number).max().orElse(0);
        if (last > before) {
            sent.add(commands().set(keys.creditNumber(), bytes(last)));
        }
    }

    /** Tells the names of all keys that begin so, on whichever node; some perhaps twice. */
    void names(String beginning, Consumer<List<String>> to) {
        ScanArgs args = ScanArgs.Builder.matches(beginning + "*").limit(1_000);
        KeyScanCursor<String> piece = redis.await(commands().scan(args));
        to.accept(piece.getKeys());
        while (!piece.isFinished()) {
            piece = redis.await(commands().scan(piece, args));
            to.accept(piece.getKeys());
        }
    }

    private RedisClusterAsyncCommands<String, byte[]> commands() {
        return redis.commands();
    }
}
