package dev.sluice.loads.vocabularies;

import java.util.List;

/**
 * A kind of request, all of which are counted alike.
 *
 * @param weight how many of a thousand are like this; 0: only those that are asked first
 * @param model as it is counted
 * @param callers who asks, one of them
 * @param endings the ways in which it may end, told apart by the status
 * @param strategy what chooses its target
 * @param cached what caches have to do with it
 * @param subject the question where it is the same each time; empty: each asks something else
 * @param leaves whether the client goes when the provider falls silent
 */
record Scenario(
        String name,
        int weight,
        Ask ask,
        String model,
        List<Caller> callers,
        List<Ending> endings,
        String strategy,
        Cached cached,
        String subject,
        boolean leaves) {

    static final String UNKNOWN = "unknown";
    private static final List<Caller> ANYBODY = List.of(Caller.ANN, Caller.BATCH, Caller.BOB, Caller.CAROL);

    static Scenario of(String name, int weight, Ask ask, String model) {
        return new Scenario(name, weight, ask, model, ANYBODY, List.of(), "priority", Cached.LEFT_OUT, "", false);
    }

    Scenario by(Caller... who) {
        return new Scenario(name, weight, ask, model, List.of(who), endings, strategy, cached, subject, leaves);
    }

    Scenario ends(Ending... ways) {
        return new Scenario(name, weight, ask, model, callers, List.of(ways), strategy, cached, subject, leaves);
    }

    Scenario chosenBy(String kind) {
        return new Scenario(name, weight, ask, model, callers, endings, kind, cached, subject, leaves);
    }

    /** Answers to it may be kept. */
    Scenario cached(Cached how) {
        return new Scenario(name, weight, ask, model, callers, endings, strategy, how, subject, leaves);
    }

    /** All ask the same. */
    Scenario about(String question) {
        return new Scenario(name, weight, ask, model, callers, endings, strategy, cached, question, leaves);
    }

    /** The client goes; by then the answer's head has come, or not. */
    Scenario left() {
        return new Scenario(name, weight, ask, model, callers, endings, strategy, cached, subject, true);
    }

    /** How a request with this status has ended; the first one where there is none such. */
    Ending ending(int status) {
        return endings.stream()
                .filter(ending -> ending.status() == status)
                .findFirst()
                .orElse(endings.get(0));
    }

    /** Whether nobody is told what it used, so that the gateway has to guess. */
    boolean untold() {
        return endings.get(0).tries().stream()
                .anyMatch(each -> each.fate() == Fate.CUT || each.fate() == Fate.ERRED || each.fate() == Fate.LEFT);
    }
}
