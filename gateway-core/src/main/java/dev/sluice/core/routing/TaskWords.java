package dev.sluice.core.routing;

import dev.sluice.core.routing.Conversation.Task;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds the words that tell what a text is about: whole words of Latin letters, in any case, and other scripts end
 * them. One look-up a word, by its hash, so that a long prompt costs little. Immutable and thread-safe.
 */
final class TaskWords {

    private static final Map<Task, String> WORDS = new EnumMap<>(Map.of(
            Task.CODE,
            "algorithm code codebase coding compile compiler compiles debug debugging function functions implement"
                    + " implementation java javascript kotlin programming python refactor refactoring regex sql syntax"
                    + " typescript",
            Task.TRANSLATION,
            "translate translated translates translating translation translations translator",
            Task.CREATIVE,
            "brainstorm creative fairytale fiction haiku imagine lyrics narrative poem poems poetry screenplay"
                    + " slogan sonnet story storytelling write",
            Task.ANALYSIS,
            "analyse analyses analysing analysis analyze analyzing assess assessment compare comparison evaluate"
                    + " evaluation explain explanation interpret review summarise summarize summary",
            Task.MATH,
            "algebra arithmetic calculate calculation calculus compute derivative equation equations formula integral"
                    + " math mathematical mathematics maths probability proof solve sqrt theorem"));

    private static final int SLOTS = 1024;

    private static final String[] TABLE = new String[SLOTS];
    private static final Task[] TASKS = new Task[SLOTS];

    static {
        WORDS.forEach((task, words) -> {
            for (String word : words.split(" ", -1)) {
                int slot = word.hashCode() & SLOTS - 1;
                while (TABLE[slot] != null) {
                    slot = slot + 1 & SLOTS - 1;
                }
                TABLE[slot] = word;
                TASKS[slot] = task;
            }
        });
    }

    private TaskWords() {}

    /** The tasks whose words occur in a text: the bit of a task is that of its ordinal. */
    static int in(char[] text, int from, int length) {
        int found = 0;
        int to = from + length;
        int hash = 0;
        int start = from;
        for (int at = from; at < to; at++) {
            char letter = folded(text[at]);
            if (letter != 0) {
                hash = 31 * hash + letter;
            } else {
                found |= bit(text, start, at, hash);
                hash = 0;
                start = at + 1;
            }
        }
        return found | bit(text, start, to, hash);
    }

    /** The first task of a set, in the order in which they are looked for. */
    static Task first(int tasks) {
        return tasks == 0 ? Task.DEFAULT : Task.values()[Integer.numberOfTrailingZeros(tasks)];
    }

    /** A letter in lower case; 0: a character that ends words. Letters that no word has are not told apart. */
    private static char folded(char letter) {
        int lower = letter | 0x20;
        if (lower >= 'a' && lower <= 'z') {
            return (char) lower;
        }
        return letter >= 'À' && letter < 'ɐ' ? letter : 0;
    }

    private static int bit(char[] text, int start, int end, int hash) {
        if (end == start) {
            return 0;
        }
        for (int slot = hash & SLOTS - 1; TABLE[slot] != null; slot = slot + 1 & SLOTS - 1) {
            if (TABLE[slot].hashCode() == hash && isWord(TABLE[slot], text, start, end)) {
                return 1 << TASKS[slot].ordinal();
            }
        }
        return 0;
    }

    private static boolean isWord(String word, char[] text, int start, int end) {
        if (word.length() != end - start) {
            return false;
        }
        for (int at = start; at < end; at++) {
            if (folded(text[at]) != word.charAt(at - start)) {
                return false;
            }
        }
        return true;
    }
}
