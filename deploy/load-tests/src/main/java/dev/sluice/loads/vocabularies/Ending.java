package dev.sluice.loads.vocabularies;

import java.util.List;

/**
 * How a request is to end, and by which way.
 *
 * @param errorType empty: well
 * @param tries the attempts at providers, in order
 * @param decided whether a strategy chose its target
 * @param refused the scope and the kind of the limit that was in the way, as {@code user credits}; empty: none
 * @param bodyRead whether the request's body is taken
 */
record Ending(int status, String errorType, List<Try> tries, boolean decided, String refused, boolean bodyRead) {

    static Ending well(String tries) {
        return new Ending(200, "", Try.list(tries), true, "", true);
    }

    static Ending badly(int status, String errorType, String tries) {
        return new Ending(status, errorType, Try.list(tries), true, "", true);
    }

    /** Before anything was decided. */
    static Ending early(int status, String errorType) {
        return new Ending(status, errorType, List.of(), false, "", true);
    }

    /** By a limit. */
    Ending refusedBy(String scopeAndLimit) {
        return new Ending(status, errorType, tries, decided, scopeAndLimit, bodyRead);
    }

    /** As soon as the head is there. */
    Ending atHead() {
        return new Ending(status, errorType, tries, decided, refused, false);
    }

    Ending undecided() {
        return new Ending(status, errorType, tries, false, refused, bodyRead);
    }

    /** Whether it gets as far as to be looked up in caches: limits are asked afterwards, but for those of the head. */
    boolean looks() {
        return decided || !tries.isEmpty() || !refused.isEmpty() && bodyRead;
    }

    boolean succeeds() {
        return errorType.isEmpty() && status < 400;
    }

    String outcome() {
        return succeeds() ? "success" : "error";
    }

    /** Whose fault it was, as the error's type begins. */
    String fault() {
        return errorType.isEmpty() ? "" : errorType.substring(0, errorType.indexOf('_'));
    }
}
