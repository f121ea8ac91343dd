package dev.sluice.loads.cache;

import java.util.Map;

/** What a request says of caches itself, and what that comes to. */
enum Wish {
    NOTHING(Map.of(), true, true),
    NO_CACHE(Map.of("cache-control", "no-cache"), false, true),
    NO_STORE(Map.of("cache-control", "no-store, max-age=60"), false, false),
    OLD(Map.of("cache-control", "max-age=86400"), true, true),
    YOUNG(Map.of("cache-control", "max-age=1"), true, true),
    SHORT_LIVED(Map.of("x-sluice-cache-ttl", "1"), true, true),
    NONSENSE(Map.of("cache-control", "max-age=soon, public", "x-sluice-cache-ttl", "long"), true, true);

    private static final long SECOND = 1_000_000_000;

    private final Map<String, String> fields;
    private final boolean looks;
    private final boolean keeps;

    Wish(Map<String, String> fields, boolean looks, boolean keeps) {
        this.fields = fields;
        this.looks = looks;
        this.keeps = keeps;
    }

    /** The header fields that say it. */
    Map<String, String> fields() {
        return fields;
    }

    /** Whether it may be answered from a cache. */
    boolean looks() {
        return looks;
    }

    /** Whether its answer may be kept. */
    boolean keeps() {
        return keeps;
    }

    /** How old an answer may be that it gets. */
    long mostNanos() {
        return this == YOUNG ? SECOND : Long.MAX_VALUE;
    }

    /** How long its own answer is kept. */
    long lifeNanos() {
        return this == SHORT_LIVED ? SECOND : Long.MAX_VALUE;
    }
}
