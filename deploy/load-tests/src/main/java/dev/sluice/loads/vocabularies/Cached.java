package dev.sluice.loads.vocabularies;

import java.util.Map;

/** What caches have to do with a request: into which it is looked, and what is found there. */
enum Cached {
    /** Of a model whose answers are not kept. */
    LEFT_OUT("bypass", Map.of("exact", "bypass")),
    /** The client wants nothing of caches. */
    NOT_WANTED("bypass", Map.of("exact", "bypass")),
    /** Of a model that is only looked up in the exact cache, and not there. */
    NEW("miss", Map.of("exact", "miss")),
    /** In neither cache. */
    NEW_TO_BOTH("miss", Map.of("exact", "miss", "semantic", "miss")),
    /** The very same was asked before. */
    AGAIN("hit", Map.of("exact", "hit")),
    /** Nearly the same was asked before. */
    IN_OTHER_WORDS("hit", Map.of("exact", "miss", "semantic", "hit"));

    private final String result;
    private final Map<String, String> looks;

    Cached(String result, Map<String, String> looks) {
        this.result = result;
        this.looks = looks;
    }

    /** Of the request altogether. */
    String result() {
        return result;
    }

    /** What is found in each cache. */
    Map<String, String> looks() {
        return looks;
    }

    /** Whether an answer that was kept is given. */
    boolean answers() {
        return result.equals("hit");
    }

    /** Whether the answer is kept. */
    boolean keeps() {
        return result.equals("miss");
    }

    /** How what the client is told begins. */
    String told() {
        return this == IN_OTHER_WORDS ? "semantic; similarity=" : result;
    }
}
