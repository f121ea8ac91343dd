package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.store.StoreException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose credits have paid for what went into the ledger, whichever gateway's it was: users are there by the
 * number of the last fold that was theirs. Each is told twice, at two looks: what a gateway subtracts by itself may
 * come between a fold and the first. Everything happens on the store's thread, but the beginning.
 */
final class Spendings {

    /** Users that are told at a look; the others wait for the next, so that looking is cheap. */
    private static final int AT_ONCE = 1_000;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Executor thread;
    private volatile long last;
    private boolean reading;
    private boolean startingOver;
    private Set<String> again = Set.of();

    Spendings(RedisConnection redis, RedisKeys keys, Executor thread) {
        this.redis = redis;
        this.keys = keys;
        this.thread = thread;
    }

    /** From here on nothing is missed; before balances are read. Blocks. */
    void begin() {
        last = number(redis.await(redis.commands().get(keys.spendingNumber())));
    }

    /**
     * Redis may have lost the last folds. Those are folded again, under numbers that it has given before: everybody who
     * has ever paid is told once more.
     */
    void startOver() {
        startingOver = true;
    }

    /** Looks who has paid since the last time. */
    void look(Consumer<Collection<String>> told) {
        if (reading) {
            return;
        }
        reading = true;
        last = startingOver ? 0 : last;
        startingOver = false;
        try {
            redis.commands()
                    .get(keys.spendingNumber())
                    .whenCompleteAsync((number, failure) -> compare(number, failure, told), thread);
        } catch (StoreException e) {
            reading = false;
        }
    }

    private void compare(byte @Nullable [] number, @Nullable Throwable failure, Consumer<Collection<String>> told) {
        long now = number(number);
        if (failure != null) {
            reading = false;
        } else if (now <= last) {
            // Less where something was lost: it is told when that is noticed.
            last = now;
            tell(List.of(), told);
        } else {
            fetch(told);
        }
    }

    private void fetch(Consumer<Collection<String>> told) {
        try {
            redis.commands()
                    .zrangebyscoreWithScores(
                            keys.spendings(),
                            Range.from(Range.Boundary.excluding(last), Range.Boundary.unbounded()),
                            Limit.from(AT_ONCE))
                    .whenCompleteAsync((users, failure) -> fetched(users, told), thread);
        } catch (StoreException e) {
            reading = false;
        }
    }

    private void fetched(@Nullable List<ScoredValue<byte[]>> users, Consumer<Collection<String>> told) {
        if (users == null) {
            reading = false;
            return;
        }
        if (!users.isEmpty()) {
            long newest = (long) users.get(users.size() - 1).getScore();
            // Others of the same fold may not have found a place.
            last = users.size() < AT_ONCE ? newest : newest - 1;
        }
        tell(users, told);
    }

    private void tell(List<ScoredValue<byte[]>> users, Consumer<Collection<String>> told) {
        Set<String> now = new LinkedHashSet<>();
        users.forEach(user -> now.add(text(user.getValue())));
        Set<String> all = new LinkedHashSet<>(again);
        all.addAll(now);
        again = now;
        reading = false;
        if (!all.isEmpty()) {
            told.accept(all);
        }
    }

    private static long number(byte @Nullable [] text) {
        return text == null ? 0 : Long.parseLong(text(text));
    }
}
