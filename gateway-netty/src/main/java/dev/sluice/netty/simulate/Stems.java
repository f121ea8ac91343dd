package dev.sluice.netty.simulate;

/**
 * Cuts English words to what their forms have in common, roughly: "copies", "copied" and "copying" are one. Stateless.
 */
final class Stems {

    private static final int SHORTEST = 3;
    private static final String VOWELS = "aeiouy";

    private Stems() {}

    /** The stem of a word in lower case; a word of three letters is one. */
    static String of(String word) {
        String stem = singular(word);
        stem = without(stem, "ing");
        stem = without(stem, "ed");
        stem = without(stem, "ly");
        if (stem.endsWith("ie") || stem.endsWith("y")) {
            stem = stem.length() > SHORTEST
                    ? stem.substring(0, stem.length() - (stem.endsWith("y") ? 1 : 2)) + "i"
                    : stem;
        }
        return stem.length() > SHORTEST && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
    }

    private static String singular(String word) {
        if (word.length() <= SHORTEST || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us")) {
            return word;
        }
        boolean hissing =
                word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes");
        return word.substring(0, word.length() - (hissing ? 2 : 1));
    }

    /** A doubled letter at the end goes, too: "running" is "run". */
    private static String without(String word, String ending) {
        int end = word.length() - ending.length();
        if (end < SHORTEST || !word.endsWith(ending) || !hasVowel(word, end)) {
            return word;
        }
        boolean doubled = word.charAt(end - 1) == word.charAt(end - 2) && "lsz".indexOf(word.charAt(end - 1)) < 0;
        return word.substring(0, doubled ? end - 1 : end);
    }

    private static boolean hasVowel(String word, int end) {
        for (int i = 0; i < end; i++) {
            if (VOWELS.indexOf(word.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
