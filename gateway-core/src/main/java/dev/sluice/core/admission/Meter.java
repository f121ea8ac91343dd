package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
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

    private static final long MINUTE = 60_000;
    private static final long BUSY_MILLIS = 1_000;
    private static final int THROTTLED_SHARE = 10;

    private final Subject.Id who;
    private final Map<LimitKind, SlidingWindow> sliding = new EnumMap<>(LimitKind.class);
    private final Map<LimitKind, CalendarWindow> calendar = new EnumMap<>(LimitKind.class);
    private Limits limits;
    private @Nullable TokenBucket burst;
    private @Nullable TokenBucket throttle;
    private Predicate<LimitKind> counting = kind -> true;
    private int concurrent;

    Meter(Subject subject) {
        this.who = subject.identity();
        this.limits = subject.limits();
        apply(subject.limits());
    }

    /** What is limited from now on; what has been counted stays counted. */
    synchronized void limit(Limits now) {
        if (!limits.equals(now)) {
            limits = now;
            apply(now);
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
                window.settle(0, 1, now);
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
                window.settle(0, -1, now);
            }
        });
    }

    /** Reserves what a request may use, or says what is in the way. */
    synchronized @Nullable Denied reserve(Demand demand, long now) {
        Denied denied = over(Counted.TOKENS, demand.tokens(), now);
        if (denied == null) {
            denied = over(Counted.MONEY, demand.picoDollars(), now);
        }
        if (denied == null) {
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
            if (denied == null && ends && each.getValue().used(now) + more.picoDollars() > limit(kind)) {
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
        calendar.forEach((kind, window) -> window.reserve(amount(kind, demand.tokens(), demand.picoDollars())));
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
        limits = whole;
        burst = bursts;
        counting = kind -> true;
        count(now);
        hold(request.reserved(), now);
        return denied;
    }

    /** What was reserved is given back, and what was used counts instead. */
    synchronized void settle(Demand reserved, long reservedAt, Spent spent, long now) {
        sliding.forEach((kind, window) -> {
            if (kind.counted() == Counted.TOKENS) {
                window.adjust(spent.tokens() - reserved.tokens(), reservedAt, now);
            }
        });
        calendar.forEach((kind, window) -> window.settle(
                amount(kind, reserved.tokens(), reserved.picoDollars()),
                amount(kind, spent.tokens(), spent.picoDollars()),
                now));
    }

    synchronized void leave() {
        concurrent--;
    }

    /** What the ledger knows of a day or month, at the start. */
    synchronized void restore(LimitKind kind, long used, long now) {
        CalendarWindow window = calendar.get(kind);
        if (window != null) {
            window.restore(used, now);
        }
    }

    /** The budgets that are used up, though requests pass. */
    synchronized List<LimitKind> exceeded(long now) {
        List<LimitKind> exceeded = new ArrayList<>(0);
        calendar.forEach((kind, window) -> {
            if (kind.counted() == Counted.MONEY && window.used(now) > limit(kind)) {
                exceeded.add(kind);
            }
        });
        return exceeded;
    }

    /** How much is left of each limit of requests or tokens. */
    synchronized void rooms(long now, List<Room> to) {
        sliding.forEach((kind, window) -> to.add(room(kind, window.used(now), window.resetIn(now))));
        calendar.forEach((kind, window) -> to.add(room(kind, window.used(now), window.resetIn(now))));
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
            if (counts(kind, counted) && each.getValue().used(now) + amount > limit(kind)) {
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
        OnExceeded then = onExceeded(kind);
        TokenBucket slow = throttle;
        if (kind.counted() != Counted.MONEY || then == OnExceeded.BLOCK || slow == null) {
            return denied(kind, amount > limit(kind) ? SlidingWindow.NEVER : resetIn);
        }
        if (then == OnExceeded.WARN) {
            return null;
        }
        long wait = slow.waitForOne(now);
        if (wait > 0) {
            return denied(kind, wait);
        }
        slow.take(now);
        return null;
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

    private void apply(Limits now) {
        for (LimitKind kind : LimitKind.values()) {
            if (now.of(kind) == null) {
                sliding.remove(kind);
                calendar.remove(kind);
            } else if (kind.window() == Window.DAY || kind.window() == Window.MONTH) {
                calendar.computeIfAbsent(kind, each -> new CalendarWindow(each.window()));
            } else if (kind.window() != Window.NONE) {
                sliding.computeIfAbsent(kind, each -> new SlidingWindow(millis(each.window())));
            }
        }
        Long bursts = now.of(LimitKind.BURST);
        Long minute = now.of(LimitKind.MINUTE_REQUESTS);
        // Never without end, which could not be reckoned with: a bucket that holds nothing gives nothing.
        burst = bursts == null
                ? null
                : new TokenBucket(bursts, (double) MINUTE / Math.max(1, minute == null ? bursts : minute));
        throttle = new TokenBucket(1, minute == null ? 1_000 : (double) MINUTE * THROTTLED_SHARE / Math.max(1, minute));
    }

    private static long millis(Window window) {
        return switch (window) {
            case SECOND -> 1_000;
            case MINUTE -> MINUTE;
            case HOUR -> 60 * MINUTE;
            case DAY, MONTH, NONE -> throw new IllegalArgumentException("does not slide: " + window);
        };
    }
}
