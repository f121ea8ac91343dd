package dev.sluice.core.ledger;

import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.request.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What some entries come to, by whoever they count for, day and month: added up before it is written, so that thousands
 * of entries change few rows. Single-threaded.
 */
public final class Sums {

    /** Where sums end, so that a number that makes no sense keeps nothing from being counted. */
    public static final long MOST = 9_000_000_000_000_000_000L;

    private final Map<Day, Total> days = new HashMap<>();

    /** Whose sum it is, of which stretch of time. */
    public record Key(Holder holder, Period period, long number) {}

    /** Requests, tokens and pico-dollars. */
    public record Sum(long requests, long tokens, long picoDollars) {

        public Sum plus(Sum other) {
            return new Sum(
                    capped(requests, other.requests),
                    capped(tokens, other.tokens),
                    capped(picoDollars, other.picoDollars));
        }
    }

    /** Somebody's day: months are made of days, and are dear to find out. */
    private record Day(Scope scope, String id, long number) {}

    /** What a day comes to so far. */
    private static final class Total {

        private Sum sum = new Sum(0, 0, 0);
    }

    public void add(Entry entry) {
        Sum one = of(entry);
        add(Scope.KEY, entry.key(), entry, one);
        add(Scope.USER, entry.user(), entry, one);
        add(Scope.ROLE, entry.role(), entry, one);
        add(Scope.TENANT, entry.tenant(), entry, one);
        groups(entry, (group, used) -> add(Scope.GROUP, group, entry, used));
    }

    /** What one entry adds for each group that was asked: together what it adds for others, but for the requests. */
    public static void groups(Entry entry, BiConsumer<String, Sum> to) {
        Sum all = of(entry);
        long tokens = all.tokens();
        long picoDollars = all.picoDollars();
        for (Share each : entry.elsewhere()) {
            to.accept(each.provider(), new Sum(1, each.tokens(), each.picoDollars()));
            tokens -= each.tokens();
            picoDollars -= each.picoDollars();
        }
        to.accept(entry.provider(), new Sum(1, Math.max(0, tokens), Math.max(0, picoDollars)));
    }

    /** What has been added up, by days and by months. */
    public Map<Key, Sum> all() {
        Map<Key, Sum> all = new HashMap<>();
        days.forEach((day, total) -> {
            Holder holder = new Holder(day.scope(), day.id());
            all.put(new Key(holder, Period.DAY, day.number()), total.sum);
            all.merge(new Key(holder, Period.MONTH, Period.monthOf(day.number())), total.sum, Sum::plus);
        });
        return all;
    }

    /** What one entry adds. */
    public static Sum of(Entry entry) {
        return new Sum(1, tokens(entry.usage()), Math.min(MOST, Math.max(0, entry.picoDollars())));
    }

    /** Input and output; what was not reported is nothing. */
    public static long tokens(Usage usage) {
        return capped(Math.max(0, usage.input()), Math.max(0, usage.output()));
    }

    /** The sum of what is not negative. */
    private static long capped(long one, long other) {
        return Math.min(one, MOST) > MOST - Math.min(other, MOST) ? MOST : one + other;
    }

    private void add(Scope scope, @Nullable String id, Entry entry, Sum one) {
        if (id == null || id.isEmpty()) {
            return;
        }
        Day day = new Day(scope, id, Period.DAY.number(entry.endedEpochMillis()));
        Total total = days.computeIfAbsent(day, first -> new Total());
        total.sum = total.sum.plus(one);
    }
}
