package dev.sluice.core.dialect.translate.generate;

import java.util.Locale;

/**
 * What models take, which depends on their age: from Gemini 3 on, thinking is asked for by a level rather than by a
 * budget, and a call that comes back in a conversation must be signed.
 */
enum Generation {
    BUDGETS,
    LEVELS,
    /** By levels, of which the smallest is not among them. */
    HIGHER_LEVELS;

    /** By the name of a model; one without a number is the newest of its kind. */
    static Generation of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        int at = name.indexOf("gemini-");
        if (at < 0 || name.startsWith("1", at + 7) || name.startsWith("2", at + 7)) {
            return BUDGETS;
        }
        return name.contains("pro") ? HIGHER_LEVELS : LEVELS;
    }
}
