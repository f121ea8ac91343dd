package dev.sluice.core.cache.semantic;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Says which questions are not compared. A pattern may take for ever on a text that suits it badly: after so many looks
 * at characters the text counts as excluded. Not for event loops.
 */
final class Exclusions {

    private static final int MOST_LOOKS = 1_000_000;

    private Exclusions() {}

    static boolean exclude(String text, List<Pattern> patterns) {
        Bounded bounded = new Bounded(text);
        for (Pattern pattern : patterns) {
            try {
                if (pattern.matcher(bounded).find()) {
                    return true;
                }
            } catch (EndlessException | StackOverflowError e) {
                return true;
            }
        }
        return false;
    }

    /** Too many looks. */
    private static final class EndlessException extends RuntimeException {

        private static final long serialVersionUID = 1;

        EndlessException() {
            super("a pattern takes too long", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Bounded implements CharSequence {

        private final String text;
        private int looks;

        Bounded(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new EndlessException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
