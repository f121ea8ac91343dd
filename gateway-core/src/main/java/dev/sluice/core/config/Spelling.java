package dev.sluice.core.config;

import java.util.Collection;

/** Guesses what was meant by a name that is not known. */
final class Spelling {

    private static final int LONGEST = 64;

    private Spelling() {}

    /** The end of a sentence that names the nearest known name; empty when none is near. */
    static String guess(String name, Collection<String> known) {
        String nearest = "";
        int fewest = Math.min(2, name.length() / 2) + 1;
        for (String candidate : known) {
            int edits = edits(name, candidate);
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : ": did you mean " + nearest + "?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours from one word to the other. */
    private static int edits(String from, String to) {
        if (from.length() > LONGEST || to.length() > LONGEST) {
            return LONGEST;
        }
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : step(table, from, to, i, j);
            }
        }
        return table[from.length()][to.length()];
    }

    private static int step(int[][] table, String from, String to, int i, int j) {
        int replace = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replace, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }
}
