package dev.sluice.netty.simulate;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Locale;
import java.util.function.Supplier;

/** How a provider counts tokens. */
public enum Tokenizer {
    /** Fast: four bytes of a prompt, and each piece of an answer, are one token. */
    PIECES(Pieces::new),
    /** As OpenAI's newer models do: text is really encoded. */
    O200K(Encoded::new);

    private final Supplier<Counting> counting;

    Tokenizer(Supplier<Counting> counting) {
        this.counting = counting;
    }

    /** The word for it on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Begins to count; an encoding is loaded now, and takes some megabytes. */
    Counting counting() {
        return counting.get();
    }

    /** Counts tokens. Thread-safe. */
    interface Counting {

        /**
         * The tokens of a prompt.
         *
         * @param bytes of all its content
         * @param text all its content, and that of its tools, where {@link #needsText} says so
         * @param messages how many it is made of
         */
        long prompt(long bytes, CharSequence text, int messages);

        /** Whether the content of a prompt is needed, and not only its length. */
        boolean needsText();

        /** The tokens of the beginning of a text, which has so many pieces. */
        long written(Words words, int pieces);

        /** The tokens of a name. */
        long name(String name);
    }

    private record Pieces() implements Counting {

        @Override
        public long prompt(long bytes, CharSequence text, int messages) {
            return (bytes + 3) / 4;
        }

        @Override
        public boolean needsText() {
            return false;
        }

        @Override
        public long written(Words words, int pieces) {
            return pieces;
        }

        @Override
        public long name(String name) {
            return 1;
        }
    }

    /** A message costs some tokens besides its text, and so does the beginning of an answer to messages. */
    private record Encoded(Encoding encoding) implements Counting {

        private static final int OF_A_MESSAGE = 3;
        private static final int OF_THE_ANSWER = 3;

        Encoded() {
            this(Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE));
        }

        @Override
        public long prompt(long bytes, CharSequence text, int messages) {
            long framing = messages == 0 ? 0 : OF_A_MESSAGE * (long) messages + OF_THE_ANSWER;
            return encoding.countTokensOrdinary(text.toString()) + framing;
        }

        @Override
        public boolean needsText() {
            return true;
        }

        @Override
        public long written(Words words, int pieces) {
            return pieces == 0 ? 0 : encoding.countTokensOrdinary(words.plain(pieces));
        }

        @Override
        public long name(String name) {
            return encoding.countTokensOrdinary(name);
        }
    }
}
