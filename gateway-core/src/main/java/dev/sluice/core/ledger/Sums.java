package dev.sluice.core.ledger;

import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.request.Usage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What some entries come to, by whoever they count for, day and month: added up before it is written, so that thousands
 * of entries change few rows. Single-threaded.
 */
public final class Sums {

    /** Where sums end, so that a number that makes no sense keeps nothing from being counted. */
    public static final long MOST = 9_000_000_000_000_000_000L;

    /** Of entries with one group: mostly the same few, so that each costs one look. */
    private final Map<Payers, Sum> simple = new LinkedHashMap<>();

    private final Map<Key, Sum> others = new LinkedHashMap<>();

    /** All that an entry counts for, and when. */
    private record Payers(
            String key, @Nullable String user, @Nullable String role, String tenant, String provider, long day) {

        static Payers of(Entry entry) {
            return new Payers(
                    entry.key(),
                    entry.user(),
                    entry.role(),
                    entry.tenant(),
                    entry.provider(),
                    Period.DAY.number(entry.endedEpochMillis()));
        }

        /** Some time of that day: its month is no other. */
        long epochMillis() {
            return TimeUnit.DAYS.toMillis(day);
        }

        void tell(BiConsumer<Scope, @Nullable String> to) {
            to.accept(Scope.KEY, key);
            to.accept(Scope.USER, user);
            to.accept(Scope.ROLE, role);
            to.accept(Scope.TENANT, tenant);
        }
    }

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

    public void add(Entry entry) {
        Payers payers = Payers.of(entry);
        Sum one = of(entry);
        if (entry.elsewhere().isEmpty()) {
            simple.merge(payers, one, Sum::plus);
            return;
        }
        payers.tell((scope, id) -> add(others, new Part(scope, id, payers.epochMillis()), one));
        groups(entry, (group, used) -> add(others, new Part(Scope.GROUP, group, payers.epochMillis()), used));
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

    public Map<Key, Sum> all() {
        Map<Key, Sum> all = new LinkedHashMap<>(others);
        simple.forEach((payers, sum) -> {
            payers.tell((scope, id) -> add(all, new Part(scope, id, payers.epochMillis()), sum));
            add(all, new Part(Scope.GROUP, payers.provider(), payers.epochMillis()), sum);
        });
        return Collections.unmodifiableMap(all);
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

    /** Whose part of a sum it is, and at what time. */
    private record Part(Scope scope, @Nullable String id, long epochMillis) {}

    private static void add(Map<Key, Sum> to, Part part, Sum sum) {
        String id = part.id();
        if (id == null || id.isEmpty()) {
            return;
        }
        for (Period period : Period.values()) {
            Key key = new Key(new Holder(part.scope(), id), period, period.number(part.epochMillis()));
            to.merge(key, sum, Sum::plus);
        }
    }
}
