package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.admission.Subject.Source;
import dev.sluice.core.ledger.Ledger.Holder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One claim in the words of {@code claim.lua}.
 *
 * @param node under which name this gateway claims
 * @param number of all that it claims
 * @param open numbers of which it is not known what became of them; thread-safe
 */
record ClaimCall(Claim claim, CounterKeys keys, String node, long number, Set<Long> open) {

    private static final long MINUTE = 60_000;
    private static final int THROTTLED_SHARE = 10;
    private static final int HEAD = 4;

    /** A subject as a script is told of it, once for all claims of a call. */
    private record Told(Subject subject, @Nullable Trial trial) {}

    /** What is sent for claims of the same gateway, one or more. */
    static Arguments arguments(List<ClaimCall> calls, CounterKeys.Clock clock) {
        ClaimCall first = calls.get(0);
        Map<Told, Integer> subjects = new LinkedHashMap<>();
        calls.forEach(call -> call.claim()
                .shares()
                .forEach(share -> subjects.putIfAbsent(new Told(share.subject(), share.trial()), subjects.size() + 1)));
        Arguments to = new Arguments().key(first.keys().claims(first.node()));
        to.add(clock.given()).add(first.node()).add(clock.forgottenMillis());
        subjects.keySet().forEach(each -> first.add(each, to));
        calls.forEach(call -> call.add(subjects, to));
        return to;
    }

    private void add(Map<Told, Integer> subjects, Arguments to) {
        to.add(number).add(word(claim.kind())).add(claim.tokens()).add(claim.picoDollars());
        to.add(claim.shares().size());
        for (Claim.Share share : claim.shares()) {
            Integer which = subjects.get(new Told(share.subject(), share.trial()));
            to.add(which == null ? 0 : which).add(share.more());
        }
    }

    /** What scripts call it. */
    static String word(Claim.Kind kind) {
        return switch (kind) {
            case ENTER -> "enter";
            case LEASE -> "lease";
            case EXTEND -> "extend";
        };
    }

    private void add(Told told, Arguments to) {
        Subject subject = told.subject();
        Trial trial = told.trial();
        to.key(keys.subject(subject.identity()));
        if (subject.source() == Source.CREDITS) {
            to.add("credits").add(keys.names().balances()).add(subject.id()).add(0);
        } else if (trial != null) {
            to.add("trial").add(keys.names().trial(subject.id())).add("").add(3);
            to.add("r").add(trial.requests()).add("");
            to.add("t").add(trial.tokens()).add("");
            to.add("p").add(trial.picoDollars()).add("");
        } else {
            List<LimitKind> kinds = kinds(subject.limits());
            to.add("limits").add(keys.sums(new Holder(subject.scope(), subject.id())));
            to.add("").add(kinds.size());
            for (LimitKind kind : kinds) {
                to.add(code(kind)).add(limit(subject.limits(), kind)).add(then(subject.limits(), kind));
            }
        }
    }

    /** What came back; null where the claim had been taken back before it came. */
    @Nullable
    Ruling ruling(List<?> answer) {
        int status = (int) number(answer.get(0));
        if (status == 2) {
            return null;
        }
        long at = number(answer.get(1));
        List<?> told = (List<?>) answer.get(5);
        List<Ruling.Part> parts = new ArrayList<>(told.size());
        for (int i = 0; i < told.size(); i++) {
            parts.add(part(claim.shares().get(i), at, (List<?>) told.get(i)));
        }
        return new Ruling(status == 1 ? null : denied(answer, parts), parts);
    }

    private static Ruling.Part part(Claim.Share share, long at, List<?> told) {
        List<Room> rooms = new ArrayList<>();
        List<LimitKind> exceeded = new ArrayList<>(0);
        if (isLimited(share.subject())) {
            List<LimitKind> kinds = kinds(share.subject().limits());
            for (int i = 0; i < kinds.size(); i++) {
                LimitKind kind = kinds.get(i);
                long limit = limit(share.subject().limits(), kind);
                long used = number(told.get(HEAD + 2 * i));
                if (kind.window() != LimitKind.Window.NONE) {
                    rooms.add(new Room(kind, limit, Math.max(0, limit - used), number(told.get(HEAD + 2 * i + 1))));
                }
                if (kind.counted() == Counted.MONEY && used > limit) {
                    exceeded.add(kind);
                }
            }
        }
        return new Ruling.Part(
                new String((byte[]) told.get(0), UTF_8),
                at,
                (int) number(told.get(1)),
                number(told.get(2)),
                number(told.get(3)),
                rooms,
                exceeded);
    }

    private Denied denied(List<?> answer, List<Ruling.Part> parts) {
        int share = (int) number(answer.get(2)) - 1;
        Subject subject = claim.shares().get(share).subject();
        Trial trial = claim.shares().get(share).trial();
        if (subject.source() == Source.CREDITS) {
            return new Denied(Scope.USER, LimitKind.CREDITS, parts.get(share).balance(), 0);
        }
        if (trial != null) {
            return new Denied(Scope.USER, LimitKind.TRIAL, trial.requests(), 0);
        }
        LimitKind kind = kinds(subject.limits()).get((int) number(answer.get(3)) - 1);
        return new Denied(
                subject.scope(),
                subject.source() == Source.PLAN ? LimitKind.PLAN : kind,
                limit(subject.limits(), kind),
                number(answer.get(4)));
    }

    private static boolean isLimited(Subject subject) {
        return subject.source() == Source.OWN || subject.source() == Source.PLAN;
    }

    private static long number(Object integer) {
        return (Long) integer;
    }

    /** In the order in which they are looked at. */
    private static List<LimitKind> kinds(Limits limits) {
        List<LimitKind> kinds = new ArrayList<>(limits.most().size());
        for (LimitKind kind : LimitKind.values()) {
            if (limits.of(kind) != null && !code(kind).isEmpty()) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private static long limit(Limits limits, LimitKind kind) {
        Long most = limits.of(kind);
        return most == null ? Long.MAX_VALUE : most;
    }

    private static String then(Limits limits, LimitKind kind) {
        Long minute = limits.of(LimitKind.MINUTE_REQUESTS);
        if (kind == LimitKind.BURST) {
            long permits = minute == null ? limit(limits, kind) : minute;
            return Double.toString((double) MINUTE / Math.max(1, permits));
        }
        OnExceeded then = limits.budgets().getOrDefault(kind, OnExceeded.BLOCK);
        if (kind.counted() != Counted.MONEY || then == OnExceeded.BLOCK) {
            return "block";
        }
        return then == OnExceeded.WARN
                ? "warn"
                : Double.toString(minute == null ? 1_000 : (double) MINUTE * THROTTLED_SHARE / Math.max(1, minute));
    }

    private static String code(LimitKind kind) {
        return switch (kind) {
            case CONCURRENCY -> "on";
            case BURST -> "rb";
            case SECOND_REQUESTS -> "rs";
            case MINUTE_REQUESTS -> "rm";
            case HOUR_REQUESTS -> "rh";
            case DAY_REQUESTS -> "rd";
            case MONTH_REQUESTS -> "rM";
            case MINUTE_TOKENS -> "tm";
            case HOUR_TOKENS -> "th";
            case DAY_TOKENS -> "td";
            case MONTH_TOKENS -> "tM";
            case DAY_BUDGET -> "pd";
            case MONTH_BUDGET -> "pM";
            case CREDITS, PLAN, TRIAL -> "";
        };
    }
}
