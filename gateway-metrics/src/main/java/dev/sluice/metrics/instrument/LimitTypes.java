package dev.sluice.metrics.instrument;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Kinds of limits in a vocabulary that has one word for all budgets. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class LimitTypes {

    private static final int[] BY_KIND = new int[LimitKind.values().length];
    private static final String[] NAMES = number();

    private LimitTypes() {}

    private static String[] number() {
        List<String> names = new ArrayList<>();
        for (LimitKind kind : LimitKind.values()) {
            boolean budget = kind.counted() == Counted.MONEY && kind.window() != Window.NONE;
            String name = budget ? "budget" : kind.name().toLowerCase(Locale.ROOT);
            if (!names.contains(name)) {
                names.add(name);
            }
            BY_KIND[kind.ordinal()] = names.indexOf(name);
        }
        return names.toArray(String[]::new);
    }

    static int of(LimitKind kind) {
        return BY_KIND[kind.ordinal()];
    }

    static String[] names() {
        return NAMES.clone();
    }
}
