package dev.sluice.loads.cache;

import java.util.Locale;

/** What came of a look. */
enum Result {
    HIT,
    MISS,
    BYPASS;

    /** As answers and metrics have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
