package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums.Sum;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.store.StoreException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ledger in Redis: what changes is one script each. Blocks, within bounds. Thread-safe. */
final class RedisLedger implements Ledger {

    private final Asking asking;
    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Scans scans;
    private final Folds folds;

    /** @param holds what this gateway's exchanges hold of limits until they are in the ledger */
    RedisLedger(Asking asking, RedisKeys keys, Holds holds) {
        this.asking = asking;
        this.redis = asking.redis();
        this.keys = keys;
        this.scans = new Scans(asking);
        this.folds = new Folds(redis, keys, holds, CounterKeys.Clock.REDIS);
    }

    @Override
    public void fold(List<Entry> entries) {
        asking.blocking(Table.USAGE, Operation.INSERT, () -> {
            try {
                folds.fold(entries);
            } catch (StoreException e) {
                throw Complaint.isOfWhatWasSent(e) ? new EntryRefusedException(String.valueOf(e.getMessage()), e) : e;
            }
            return entries.size();
        });
    }

    @Override
    public String generation() {
        return redis.generation();
    }

    @Override
    public void used(long epochMillis, Consumer<Used> to) {
        asking.blocking(Table.USAGE, Operation.SELECT, () -> {
            for (Period period : Period.values()) {
                long number = period.number(epochMillis);
                Function<String, String> sum = member -> keys.sum(RedisKeys.holder(member), period, number);
                sums(keys.sums(period, number), sum, (member, used) -> tell(member, period, used, to));
            }
            return true;
        });
    }

    private static void tell(String member, Period period, Sum sum, Consumer<Used> to) {
        boolean day = period == Period.DAY;
        Holder who = RedisKeys.holder(member);
        to.accept(new Used(who, day ? LimitKind.DAY_REQUESTS : LimitKind.MONTH_REQUESTS, sum.requests()));
        to.accept(new Used(who, day ? LimitKind.DAY_TOKENS : LimitKind.MONTH_TOKENS, sum.tokens()));
        to.accept(new Used(who, day ? LimitKind.DAY_BUDGET : LimitKind.MONTH_BUDGET, sum.picoDollars()));
    }

    @Override
    public void trials(Consumer<TrialUse> to) {
        asking.blocking(Table.USAGE, Operation.SELECT, () -> {
            sums(
                    keys.trials(),
                    keys::trial,
                    (user, sum) -> to.accept(new TrialUse(user, sum.requests(), sum.tokens(), sum.picoDollars())));
            return true;
        });
    }

    /** The sums of all members of a set, a piece of them at a time. */
    private void sums(String set, Function<String, String> key, BiConsumer<String, Sum> to) {
        scans.set(set, piece -> {
            List<CompletionStage<List<KeyValue<String, byte[]>>>> asked = new ArrayList<>();
            for (byte[] member : piece) {
                asked.add(redis.commands().hmget(key.apply(text(member)), "r", "t", "p"));
            }
            for (int i = 0; i < asked.size(); i++) {
                List<KeyValue<String, byte[]>> sum = redis.await(asked.get(i));
                to.accept(text(piece.get(i)), new Sum(number(sum.get(0)), number(sum.get(1)), number(sum.get(2))));
            }
        });
    }

    private static long number(KeyValue<String, byte[]> field) {
        return field.hasValue() ? Long.parseLong(text(field.getValue())) : 0;
    }

    @Override
    public void balances(Consumer<Balance> to) {
        asking.blocking(Table.CREDITS, Operation.SELECT, () -> {
            scans.hash(keys.balances(), (user, balance) -> to.accept(new Balance(user, number(balance))));
            return true;
        });
    }

    @Override
    public void balances(Collection<String> users, Consumer<Balance> to) {
        String[] names = users.toArray(String[]::new);
        asking.blocking(Table.CREDITS, Operation.SELECT, () -> {
            redis.await(redis.commands().hmget(keys.balances(), names))
                    .forEach(field -> to.accept(new Balance(field.getKey(), number(field))));
            return true;
        });
    }

    @Override
    public long balance(String user) {
        return asking.blocking(
                Table.CREDITS,
                Operation.SELECT,
                () -> number(redis.await(redis.commands().hget(keys.balances(), user))));
    }

    @Override
    public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        String[] names = {
            keys.balances(),
            keys.credits(user),
            keys.creditOrder(user),
            keys.creditNumber(),
            keys.version(Feed.CREDITS),
            keys.changes(Feed.CREDITS)
        };
        List<Object> answer = asking.blocking(
                Table.CREDITS,
                Operation.UPDATE,
                () -> redis.await(redis.run(
                        CreditScripts.CHANGE,
                        ScriptOutputType.MULTI,
                        names,
                        bytes(user),
                        bytes(idempotencyKey),
                        bytes(picoDollars),
                        bytes(bound(picoDollars)),
                        bytes(epochMillis),
                        bytes(keys.channel()),
                        bytes(Feed.CREDITS.name()))));
        String told = text((byte[]) answer.get(1));
        return switch (text((byte[]) answer.get(0))) {
            case "before" -> before(user, picoDollars, told);
            case "little" -> change(user, picoDollars, told, epochMillis, Result.TOO_LITTLE);
            case "much" -> change(user, picoDollars, told, epochMillis, Result.TOO_MUCH);
            default -> change(user, picoDollars, told, epochMillis, Result.MADE);
        };
    }

    /** What the balance must have, or must not have more than; empty: no balance is enough. */
    private static String bound(long picoDollars) {
        if (picoDollars > MOST_CREDITS || picoDollars < -MOST_CREDITS) {
            return "";
        }
        return Long.toString(picoDollars < 0 ? -picoDollars : MOST_CREDITS - picoDollars);
    }

    private static CreditChange change(String user, long picoDollars, String balance, long epochMillis, Result result) {
        return new CreditChange(user, picoDollars, Long.parseLong(balance), epochMillis, result);
    }

    private static CreditChange before(String user, long picoDollars, String told) {
        Credit made = credit("", told);
        Result result = made.picoDollars() == picoDollars ? Result.REPEATED : Result.KEY_REUSED;
        return new CreditChange(user, made.picoDollars(), made.balance(), made.madeEpochMillis(), result);
    }

    @Override
    public List<Credit> credits(String user, long before, int most) {
        List<Object> answer = asking.blocking(
                Table.CREDITS,
                Operation.SELECT,
                () -> redis.await(redis.run(
                        CreditScripts.LATEST,
                        ScriptOutputType.MULTI,
                        new String[] {keys.credits(user), keys.creditOrder(user)},
                        bytes(before),
                        bytes(most))));
        List<Credit> credits = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            credits.add(credit(text((byte[]) answer.get(i)), text((byte[]) answer.get(i + 1))));
        }
        return credits;
    }

    private static Credit credit(String idempotencyKey, String told) {
        String[] words = told.split(" ", 4);
        return new Credit(
                Long.parseLong(words[0]),
                idempotencyKey,
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    private static long number(byte @Nullable [] value) {
        return value == null ? 0 : Long.parseLong(text(value));
    }
}
