package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one subject has used of its limits. All windows of it are looked at and counted in one step, so that a request
 * either counts in all of them or in none. Thread-safe: its lock is held for some additions, and never while waiting.
 */
final class Meter {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;
    private static final long BUSY_MILLIS = 1_000;
    private static final int THROTTLED_SHARE = 10;

    private final Subject.Id who;
    private final Tally tally;
    private final Map<LimitKind, SlidingWindow> sliding = new EnumMap<>(LimitKind.class);
    private final Map<LimitKind, CalendarWindow> calendar = new EnumMap<>(LimitKind.class);
    private Limits limits;
    private @Nullable TokenBucket burst;
    private TokenBucket throttle = new TokenBucket(1, SECOND);
    private Predicate<LimitKind> counting = kind -> true;
    private int concurrent;

    /** What is reserved of tokens and, in pico-dollars, of money: the same for a day and a month. */
    private long reservedTokens;

    private long reservedMoney;

    /** @param tally what counts for limits of the calendar that are set later */
    Meter(Subject subject, Tally tally, long now) {
        this.tally = tally;
        this.who = subject.identity();
        this.limits = subject.limits();
        apply(subject.limits(), now);
    }

    /** What is limited from now on; what has been counted stays counted. */
    synchronized void limit(Limits most, long now) {
        if (!limits.equals(most)) {
            limits = most;
            apply(most, now);
        }
    }

    /** A request comes: counts it, or says what is in the way. */
    synchronized @Nullable Denied enter(long now) {
        Denied denied = busy();
        if (denied == null) {
            denied = over(Counted.REQUESTS, 1, now);
        }
        if (denied == null) {
            count(now);
        }
        return denied;
    }

    /** A request comes that others decide on: counts it. */
    synchronized void count(long now) {
        concurrent++;
        if (burst != null) {
            burst.take(now);
        }
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.add(1, now);
            }
        });
        calendar.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.add(1, now);
            }
        });
    }

    /** Takes back what {@link #enter} has counted: another subject's limit is in the way. */
    synchronized void undo(long enteredAt, long now) {
        concurrent--;
        if (burst != null) {
            burst.giveBack();
        }
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.adjust(-1, enteredAt, now);
            }
        });
        calendar.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.takeBack(1, enteredAt, now);
            }
        });
    }

    /**
     * Reserves what a request may use, or says what is in the way.
     *
     * @param by remembers that it was slowed down, so that this is given back where nothing comes of it
     */
    synchronized @Nullable Denied reserve(Demand demand, Permit by, long now) {
        Denied denied = over(Counted.TOKENS, demand.tokens(), now);
        if (denied == null) {
            denied = over(Counted.MONEY, demand.picoDollars(), now);
        }
        if (denied == null) {
            if (throttles(demand.picoDollars(), now)) {
                throttle.take(now);
                by.slowedBy(this);
            }
            hold(demand, now);
        }
        return denied;
    }

    /** Reserves more for a request that goes on: budgets that only warn, or slow requests down, do not end it. */
    synchronized @Nullable Denied extend(Demand more, long now) {
        Denied denied = over(Counted.TOKENS, more.tokens(), now);
        for (Map.Entry<LimitKind, CalendarWindow> each : calendar.entrySet()) {
            LimitKind kind = each.getKey();
            boolean ends = kind.counted() == Counted.MONEY && onExceeded(kind) == OnExceeded.BLOCK;
            if (denied == null && ends && used(kind, each.getValue(), now) + more.picoDollars() > limit(kind)) {
                denied = denied(kind, each.getValue().resetIn(now));
            }
        }
        if (denied == null) {
            hold(more, now);
        }
        return denied;
    }

    /** Reserves what a request may use that others decide on. */
    synchronized void hold(Demand demand, long now) {
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.TOKENS) {
                window.add(demand.tokens(), now);
            }
        });
        reservedTokens += demand.tokens();
        reservedMoney += demand.picoDollars();
    }

    private OnExceeded onExceeded(LimitKind kind) {
        return limits.budgets().getOrDefault(kind, OnExceeded.BLOCK);
    }

    /**
     * Whether a request that is counted here would be let in by a part of the limits, if it came now: what is in the
     * way of those kinds that count.
     *
     * @param part of the limits that there are, kind by kind
     */
    synchronized @Nullable Denied review(Permit.Counted request, Limits part, Predicate<LimitKind> kinds, long now) {
        Limits whole = limits;
        TokenBucket bursts = burst;
        settle(request.reserved(), request.reservedAt(), Spent.NOTHING, now);
        undo(request.enteredAt(), now);
        limits = part;
        counting = kinds;
        Long permits = part.of(LimitKind.BURST);
        burst = bursts == null || permits == null ? null : bursts.ofDepth(permits);
        Denied denied = busy();
        for (Counted counted : List.of(Counted.REQUESTS, Counted.TOKENS, Counted.MONEY)) {
            Demand demand = request.reserved();
            long amount = counted == Counted.REQUESTS
                    ? 1
                    : counted == Counted.TOKENS ? demand.tokens() : demand.picoDollars();
            denied = denied == null ? over(counted, amount, now) : denied;
        }
        if (denied == null && throttles(request.reserved().picoDollars(), now)) {
            throttle.take(now);
        }
        limits = whole;
        burst = bursts;
        counting = kind -> true;
        countAgain(request, now);
        return denied;
    }

    /** As it was counted: when it was let in is when it is taken back, or corrected. */
    private void countAgain(Permit.Counted request, long now) {
        concurrent++;
        if (burst != null) {
            burst.takeAgain();
        }
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.adjust(1, request.enteredAt(), now);
            } else if (kind.counted() == Counted.TOKENS) {
                window.adjust(request.reserved().tokens(), request.reservedAt(), now);
            }
        });
        calendar.forEach((kind, window) -> {
            if (kind.counted() == Counted.REQUESTS) {
                window.addAgain(1, request.enteredAt(), now);
            }
        });
        reservedTokens += request.reserved().tokens();
        reservedMoney += request.reserved().picoDollars();
    }

    /** Nothing comes of a request that was let through though a budget is used up. */
    synchronized void slowNoMore() {
        throttle.giveBack();
    }

    /** What was reserved is given back, and what was used counts instead. */
    synchronized void settle(Demand reserved, long reservedAt, Spent spent, long now) {
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.TOKENS) {
                window.adjust(spent.tokens() - reserved.tokens(), reservedAt, now);
            }
        });
        reservedTokens = Math.max(0, reservedTokens - reserved.tokens());
        reservedMoney = Math.max(0, reservedMoney - reserved.picoDollars());
        calendar.forEach((kind, window) -> window.add(amount(kind, spent.tokens(), spent.picoDollars()), now));
    }

    synchronized void leave() {
        concurrent--;
    }

    /** The budgets that are used up, though requests pass. */
    synchronized List<LimitKind> exceeded(long now) {
        List<LimitKind> exceeded = new ArrayList<>(0);
        calendar.forEach((kind, window) -> {
            if (kind.counted() == Counted.MONEY && used(kind, window, now) > limit(kind)) {
                exceeded.add(kind);
            }
        });
        return exceeded;
    }

    /** How much is left of each limit of requests or tokens. */
    synchronized void rooms(long now, List<Room> to) {
        sliding.forEach((kind, window) -> to.add(room(kind, window.used(now), window.resetIn(now))));
        calendar.forEach((kind, window) -> to.add(room(kind, used(kind, window, now), window.resetIn(now))));
    }

    /** Whether it is that of a group. */
    boolean isOf(String group) {
        return who.scope() == Scope.GROUP && who.id().equals(group);
    }

    synchronized int concurrent() {
        return concurrent;
    }

    private Room room(LimitKind kind, long used, long resetIn) {
        return new Room(kind, limit(kind), Math.max(0, limit(kind) - used), resetIn);
    }

    private @Nullable Denied busy() {
        Long most = limits.of(LimitKind.CONCURRENCY);
        return most != null && counting.test(LimitKind.CONCURRENCY) && concurrent >= most
                ? denied(LimitKind.CONCURRENCY, BUSY_MILLIS)
                : null;
    }

    private @Nullable Denied over(Counted counted, long amount, long now) {
        if (counted == Counted.REQUESTS && burst != null && counting.test(LimitKind.BURST)) {
            long wait = burst.waitForOne(now);
            if (wait > 0) {
                return denied(LimitKind.BURST, wait);
            }
        }
        for (Map.Entry<LimitKind, SlidingWindow> each : sliding.entrySet()) {
            LimitKind kind = each.getKey();
            if (counts(kind, counted) && each.getValue().used(now) + amount > limit(kind)) {
                return denied(kind, each.getValue().waitFor(amount, limit(kind), now));
            }
        }
        for (Map.Entry<LimitKind, CalendarWindow> each : calendar.entrySet()) {
            LimitKind kind = each.getKey();
            if (counts(kind, counted) && used(kind, each.getValue(), now) + amount > limit(kind)) {
                Denied denied = beyond(kind, amount, each.getValue().resetIn(now), now);
                if (denied != null) {
                    return denied;
                }
            }
        }
        return null;
    }

    private boolean counts(LimitKind kind, Counted counted) {
        return kind.counted() == counted && counting.test(kind);
    }

    /** A limit of the calendar is used up. */
    private @Nullable Denied beyond(LimitKind kind, long amount, long resetIn, long now) {
        OnExceeded then = kind.counted() == Counted.MONEY ? onExceeded(kind) : OnExceeded.BLOCK;
        if (then == OnExceeded.BLOCK) {
            return denied(kind, amount > limit(kind) ? SlidingWindow.NEVER : resetIn);
        }
        long wait = then == OnExceeded.WARN ? 0 : throttle.waitForOne(now);
        return wait > 0 ? denied(kind, wait) : null;
    }

    /** Whether a budget that throttles would be passed. */
    private boolean throttles(long picoDollars, long now) {
        for (Map.Entry<LimitKind, OnExceeded> each : limits.budgets().entrySet()) {
            CalendarWindow window = each.getValue() == OnExceeded.THROTTLE ? calendar.get(each.getKey()) : null;
            if (window != null && used(each.getKey(), window, now) + picoDollars > limit(each.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** What counts of a day or month at the moment: used and reserved. */
    private long used(LimitKind kind, CalendarWindow window, long now) {
        return window.used(now) + amount(kind, reservedTokens, reservedMoney);
    }

    private Denied denied(LimitKind kind, long retryAfterMillis) {
        return new Denied(
                who.scope(),
                who.source() == Subject.Source.PLAN ? LimitKind.PLAN : kind,
                limit(kind),
                retryAfterMillis);
    }

    private long limit(LimitKind kind) {
        Long most = limits.of(kind);
        return most == null ? Long.MAX_VALUE : most;
    }

    private static long amount(LimitKind kind, long tokens, long picoDollars) {
        return switch (kind.counted()) {
            case TOKENS -> tokens;
            case MONEY -> picoDollars;
            case REQUESTS, EXCHANGES -> 0;
        };
    }

    private void apply(Limits most, long now) {
        for (LimitKind kind : LimitKind.values()) {
            if (most.of(kind) == null) {
                sliding.remove(kind);
                calendar.remove(kind);
            } else if (kind.window() == Window.DAY || kind.window() == Window.MONTH) {
                calendar.computeIfAbsent(kind, each -> opened(each, now));
            } else if (kind.window() != Window.NONE) {
                sliding.computeIfAbsent(kind, each -> new SlidingWindow(millis(each.window()), now));
            }
        }
        limitBursts(most);
    }

    /** A day or month that is limited from now on: with what it has seen already, and what is under way. */
    private CalendarWindow opened(LimitKind kind, long now) {
        CalendarWindow opened = new CalendarWindow(kind.window());
        opened.add(tally.used(kind, now) + (kind.counted() == Counted.REQUESTS ? concurrent : 0), now);
        return opened;
    }

    private void limitBursts(Limits most) {
        Long bursts = most.of(LimitKind.BURST);
        Long minute = most.of(LimitKind.MINUTE_REQUESTS);
        // Never without end, which could not be reckoned with: a bucket that holds nothing gives nothing.
        if (bursts == null) {
            burst = null;
        } else {
            double each = (double) MINUTE / Math.max(1, minute == null ? bursts : minute);
            burst = burst == null ? new TokenBucket(bursts, each) : burst.with(bursts, each);
        }
        throttle = throttle.with(1, minute == null ? SECOND : (double) MINUTE * THROTTLED_SHARE / Math.max(1, minute));
    }

    private static long millis(Window window) {
        return switch (window) {
            case SECOND -> SECOND;
            case MINUTE -> MINUTE;
            case HOUR -> 60 * MINUTE;
            case DAY, MONTH, NONE -> throw new IllegalArgumentException("does not slide: " + window);
        };
    }
}
