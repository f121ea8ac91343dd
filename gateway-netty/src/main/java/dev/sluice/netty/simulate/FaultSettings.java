package dev.sluice.netty.simulate;

import java.math.BigDecimal;
import java.util.function.Predicate;

/** The settings of a fault, laid over a fault. A fault that is named anew takes nothing of the base but its timing. */
final class FaultSettings {

    private final ScriptValues values;
    private final Fault base;
    private final Fault.Kind kind;
    private final boolean replaced;

    private FaultSettings(Fault base, ScriptValues values) {
        this.base = base;
        this.values = values;
        this.kind = kind();
        this.replaced = values.names(ScriptKey.FAULT) || values.names(ScriptKey.STATUS);
    }

    /** The base with these settings over it. */
    static Fault over(Fault base, ScriptValues values) {
        return new FaultSettings(base, values).fault();
    }

    private Fault fault() {
        return new Fault(
                kind,
                place(),
                values.size(ScriptKey.FAULT_BYTES, replaced ? 0 : base.bytes()),
                recurrence(),
                values.duration(ScriptKey.FAULT_HOLD, base.holdNanos()),
                answer());
    }

    private Fault.Kind kind() {
        boolean status = values.names(ScriptKey.STATUS);
        String named = values.text(ScriptKey.FAULT, status ? Fault.Kind.STATUS.word() : "", word -> true);
        if (named.isEmpty()) {
            return base.kind();
        }
        for (Fault.Kind candidate : Fault.Kind.values()) {
            if (candidate.word().equals(named)) {
                if (status && !candidate.takesStatus()) {
                    throw values.refused(ScriptKey.STATUS);
                }
                return candidate;
            }
        }
        throw values.refused(ScriptKey.FAULT);
    }

    private Place place() {
        if (!values.names(ScriptKey.FAULT_AFTER)) {
            return replaced ? kind.defaultPlace() : base.place();
        }
        return switch (values.text(ScriptKey.FAULT_AFTER, "", word -> true)) {
            case "head" -> Place.HEAD;
            case "lead" -> Place.LEAD;
            default -> Place.after((int) values.whole(ScriptKey.FAULT_AFTER, 0, 0, Place.MAX_EVENTS));
        };
    }

    private Recurrence recurrence() {
        Recurrence before = base.recurrence();
        int every = (int) values.whole(ScriptKey.FAIL_EVERY, before.every(), 1, Recurrence.MAX);
        boolean here = values.names(ScriptKey.FIRST);
        boolean perKey = values.names(ScriptKey.FIRST_PER_KEY);
        if (here && perKey) {
            throw values.refused(ScriptKey.FIRST);
        }
        if (!here && !perKey) {
            return new Recurrence(every, before.first(), before.scope());
        }
        ScriptKey named = here ? ScriptKey.FIRST : ScriptKey.FIRST_PER_KEY;
        int first = (int) values.whole(named, 0, 1, Recurrence.MAX);
        return new Recurrence(every, first, here ? Recurrence.Scope.SERVER : Recurrence.Scope.KEY);
    }

    private ErrorAnswer answer() {
        ErrorAnswer before = replaced ? ErrorAnswer.of(kind.defaultStatus()) : base.answer();
        return new ErrorAnswer(
                (int) values.whole(ScriptKey.STATUS, before.status(), 300, 599),
                said(ScriptKey.ERROR_TYPE, before.type(), FaultSettings::isText),
                said(ScriptKey.ERROR_CODE, before.code(), FaultSettings::isText),
                said(ScriptKey.ERROR_MESSAGE, before.message(), FaultSettings::isText),
                advice(before.advice()));
    }

    private ErrorAnswer.Advice advice(ErrorAnswer.Advice before) {
        if (values.names(ScriptKey.RETRY_AFTER)) {
            values.decimal(ScriptKey.RETRY_AFTER, BigDecimal.valueOf(86_400));
        }
        values.whole(ScriptKey.RETRY_AFTER_MS, 0, 0, 86_400_000);
        if (values.names(ScriptKey.RATELIMIT_RESET) && !kind.answers()) {
            throw values.refused(ScriptKey.RATELIMIT_RESET);
        }
        return new ErrorAnswer.Advice(
                said(ScriptKey.RETRY_AFTER, before.retryAfter(), FaultSettings::isText),
                said(ScriptKey.RETRY_AFTER_MS, before.retryAfterMillis(), FaultSettings::isText),
                said(ScriptKey.SHOULD_RETRY, before.shouldRetry(), value -> value.matches("true|false")),
                values.duration(ScriptKey.RATELIMIT_RESET, before.resetNanos()));
    }

    /** A part of what is answered, which only a fault that answers has. */
    private String said(ScriptKey key, String before, Predicate<String> accepted) {
        return values.text(key, before, value -> kind.answers() && accepted.test(value));
    }

    private static boolean isText(String value) {
        return !value.isEmpty() && value.length() <= ErrorAnswer.MAX_TEXT;
    }
}
