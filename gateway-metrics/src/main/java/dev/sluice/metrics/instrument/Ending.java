package dev.sluice.metrics.instrument;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import java.util.Locale;

/**
 * How a request or an attempt ended, as one small number: success, an error without a failure (a relayed status from
 * 400 on), or one of the closed list of failures.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Ending {

    static final int SUCCESS = 0;
    static final int PLAIN_ERROR = 1;
    static final int COUNT = 2 + Code.values().length;

    private static final Code[] CODES = Code.values();

    private Ending() {}

    /** How a request ended. */
    static int of(ExchangeRecord.Result result) {
        if (result.success()) {
            return SUCCESS;
        }
        return result.failure() == null ? PLAIN_ERROR : of(result.failure());
    }

    /** How an attempt ended. */
    static int of(AttemptRecord attempt) {
        return attempt.failure() == null ? SUCCESS : of(attempt.failure());
    }

    private static int of(Code failure) {
        return 2 + failure.ordinal();
    }

    /** Number in {@link #outcomes}. */
    static int outcome(int ending) {
        return ending == SUCCESS ? 0 : 1;
    }

    /** Number in {@link #errorTypes}. */
    static int errorType(int ending) {
        return Math.max(0, ending - 1);
    }

    /** Number in {@link #faults}. */
    static int fault(int ending) {
        return ending < 2 ? 0 : 1 + CODES[ending - 2].source().ordinal();
    }

    /** Number in {@link #errorClasses}. */
    static int errorClass(int ending) {
        return ending < 2 ? 0 : 1 + ErrorClass.of(CODES[ending - 2]).ordinal();
    }

    static String[] outcomes() {
        return new String[] {"success", "error"};
    }

    static String[] errorTypes() {
        String[] names = new String[1 + CODES.length];
        names[0] = "";
        for (Code code : CODES) {
            names[1 + code.ordinal()] = code.errorType();
        }
        return names;
    }

    static String[] faults() {
        Failure.Source[] sources = Failure.Source.values();
        String[] names = new String[1 + sources.length];
        names[0] = "";
        for (Failure.Source source : sources) {
            names[1 + source.ordinal()] = source.name().toLowerCase(Locale.ROOT);
        }
        return names;
    }

    static String[] errorClasses() {
        ErrorClass[] classes = ErrorClass.values();
        String[] names = new String[1 + classes.length];
        names[0] = "";
        for (ErrorClass each : classes) {
            names[1 + each.ordinal()] = each.name().toLowerCase(Locale.ROOT);
        }
        return names;
    }
}
