package dev.sluice.loads.vocabularies;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An attempt that is to be seen: at one of these providers, with this end. */
record Try(List<String> providers, Fate fate) {

    /** Attempts as {@code alpha:failed beta}; {@code alpha|beta} is one of the two. */
    static List<Try> list(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(Try::of).toList();
    }

    private static Try of(String text) {
        String[] parts = text.split(":", 2);
        Fate fate = parts.length == 1 ? Fate.ANSWERED : Fate.valueOf(parts[1].toUpperCase(Locale.ROOT));
        return new Try(List.of(parts[0].split("\\|", -1)), fate);
    }
}
